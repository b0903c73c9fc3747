"""What a column of a training log holds, read from its name by a vocabulary.

A name is cut into words (``valLoss``, ``eval/loss_epoch``, ``validation_1-logloss``); words tell
the split (train or held out), the quantity (loss, metric, time, rate, ...) and what is left over
tells one loss from another.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


def vocabulary(words: str) -> frozenset[str]:
    """Return the words of a text as a set.

    Examples
    --------
    >>> sorted(vocabulary("loss cost"))
    ['cost', 'loss']
    """
    return frozenset(words.split())


TRAIN = vocabulary("train training trn tr learn fit entrenamiento treino treinamento entrainement")
HELD_OUT = vocabulary(
    "val valid validation vali vld dev eval evaluation heldout holdout cv test testing tst "
    "crossval validating evaluating validierung validacion validacao"
)
TEST = vocabulary("test testing tst")
LOSSES = vocabulary("loss losses cost objective verlust perdida perda perte")
NAMED_LOSSES = vocabulary(
    "nll bce ce xent crossentropy logloss mlogloss kl kld vlb deviance hinge bpc bpb "
    "rmse mse mae rmsle msle mape smape huber perplexity ppl"
)
ERRORS = vocabulary("error errors err merror wer cer eer errorrate")
LIKELIHOODS = vocabulary("elbo loglik loglikelihood likelihood lp")
METRICS = vocabulary(
    "acc accuracy top1 top5 f1 fscore fbeta precision prec recall auc auroc auprc roc ap map map50 "
    "map75 map95 miou iou dice jaccard kappa mcc r2 bleu rouge rouge1 rouge2 rougel meteor cider "
    "psnr ssim spearman pearson spearmanr pearsonr ndcg mrr hits hit sensitivity specificity pck "
    "correct em chrf matthews correlation hmean score genauigkeit exactitud acuracia"
)
FIRST_METRICS = (
    "acc", "accuracy", "top1", "f1", "map", "95", "map95", "map50", "miou", "iou", "dice", "r2",
    "auc", "auroc", "score",
)
EPOCHS = vocabulary("epoch epochs ep epoche epoca epoque")
STEPS = vocabulary(
    "step steps iter iters iteration iterations it batch batches round rounds update updates "
    "kimg tick trees tree ntree estimators"
)
_BESIDE_TIME = TRAIN | HELD_OUT | vocabulary(
    "global current num number no trainer idx index n total nb the of"
)
REWARDS = vocabulary(
    "reward rewards rew return returns episode episodes epsilon fitness generation elo wins "
    "winrate regret"
)
MOVING_TARGETS = vocabulary(
    "policy value actor critic pi td pol qf entropy generator discriminator gen disc adv gan"
)
SET_ASIDE = vocabulary(
    "time seconds sec secs second eta elapsed duration runtime wall timestamp date memory mem gpu "
    "cpu fps speed throughput samples patience best lowest min max std stdev stddev scale weight "
    "weights coef coeff lambda delta diff improvement improved improve ratio count size id from "
    "saving saved stopping not increase threshold prev previous target expected packet packets "
    "profit stop heat blood hearing hair path income tax kg lb lbs usd eur dollars euros watt watts"
)
FILLERS = vocabulary(
    "total avg average mean running overall sum final all global full s metrics metric epoch step "
    "mini minibatch set subset results result smoothed value values per sample batch iteration "
    "for one at in on after over this is the of"
)
SPLIT_NAMES = vocabulary("phase split mode set subset stage dataset partition data type")
KEY_NAMES = vocabulary("metric tag key name variable series quantity")
RUN_NAMES = vocabulary(
    "run fold trial seed experiment exp model kfold job config replicate"
)
_GLUED = re.compile(
    "(train|training|tr|val|valid|validation|dev|test|eval|v|t)(loss|acc|accuracy|err|error|mse|"
    "rmse|mae|nll|cost|f1|auc|iou|dice)|(loss|acc|accuracy|error)(train|val|valid|test|dev|eval)"
)
_RATE = re.compile(r"lr\d*|lrate|learningrate")
_EXPAND = {"v": "val", "t": "train", "los": "loss"}


@dataclass(frozen=True)
class Role:
    """What one column holds.

    Attributes
    ----------
    kind
        ``"loss"``, ``"metric"``, ``"epoch"``, ``"step"``, ``"rate"``, ``"monitor"``, ``"reward"``,
        ``"split"``, ``"key"``, ``"run"`` (who is speaking), ``"aside"`` or ``"unknown"``.
    split
        ``"train"``, ``"val"``, ``"test"`` or ``""`` where the name does not say.
    core
        The words that tell this quantity from its siblings: ``("box", "loss")``.
    rank
        Among losses, how surely this one is what the network minimises: 0 for a plain ``loss``.
    rises
        Whether more is better.
    by
        ``"epoch"`` or ``"step"`` where the name says how often it is written.

    Examples
    --------
    >>> role("val_loss").split, role("Train Accuracy").kind, role("eval_runtime").kind
    ('val', 'metric', 'aside')
    """

    kind: str
    split: str = ""
    core: tuple[str, ...] = ()
    rank: int = 0
    rises: bool = False
    by: str = ""


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a column's name, in small letters, glued ones cut apart.

    Examples
    --------
    >>> words("valLoss"), words("metrics/mAP50-95(B)"), words("trainloss")
    (('val', 'loss'), ('metrics', 'map50', '95', 'b'), ('train', 'loss'))
    """
    name = name[:200].rpartition(" - ")[2].replace("mAP", "map")  # W&B: "run - train/loss"
    name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()  # e for é
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    found: list[str] = []
    for word in re.findall(r"[a-z]+\d*|\d+", name.lower()):
        glued = _GLUED.fullmatch(word)
        parts = [part for part in glued.groups() if part] if glued else [word]
        found += [_EXPAND.get(part, part) if glued else part for part in parts]
    return tuple(found)


@lru_cache(maxsize=4096)
def role(name: str) -> Role:
    """Return what the column called ``name`` holds.

    Examples
    --------
    >>> role("train/box_loss")
    Role(kind='loss', split='train', core=('box', 'loss'), rank=2, rises=False, by='')
    >>> role("validation_1-logloss").core, role("global_step").kind, role("fold").kind
    (('1', 'logloss'), 'step', 'run')
    """
    found = words(name)
    present = frozenset(found)
    split, core = _split(found), tuple(w for w in found if w not in FILLERS | TRAIN | HELD_OUT)
    return (
        _bookkeeping(found, present)
        or _monitor(name, present)
        or _loss(present, split, core, found)
        or _metric(present, split, core, found)
        or _unspoken(present, split)
    )


def _unspoken(present: frozenset[str], split: str) -> Role:
    """Return the role of a name without a quantity: ``train`` alone may be a loss."""
    bare = split and not any(
        word not in TRAIN | HELD_OUT | FILLERS and not word.isdigit() for word in present
    )
    return Role("loss", split, ("loss",), rank=5) if bare else Role("unknown", split)



def split_of(text: str) -> str:
    """Return the split a text speaks of: ``"train"``, ``"val"``, ``"test"`` or ``""``.

    Examples
    --------
    >>> split_of("Validation"), split_of("training set"), split_of("cats")
    ('val', 'train', '')
    """
    return _split(words(text))


def _split(found: tuple[str, ...]) -> str:
    for word in found:
        if word in HELD_OUT:
            return "test" if word in TEST else "val"
        if word in TRAIN:
            return "train"
    return ""


def _bookkeeping(found: tuple[str, ...], present: frozenset[str]) -> Role | None:
    """Return the role of a column that counts, names or times, and None for a measured one."""
    if present and present <= _BESIDE_TIME | EPOCHS | STEPS and present & (EPOCHS | STEPS):
        return Role("epoch" if present & EPOCHS else "step")
    if any(_RATE.fullmatch(word) for word in found) or {"learning", "rate"} <= present:
        return Role("rate", core=found)
    if len(found) == 1:
        kinds = (("split", SPLIT_NAMES), ("key", KEY_NAMES), ("run", RUN_NAMES))
        kind = next((kind for kind, names in kinds if present & names), "")
        if kind:
            return Role(kind)
    if present & REWARDS:
        return Role("reward")
    if "size" in present:
        return Role("unknown")  # a setting, which says something about the table where it varies
    return Role("aside") if present & SET_ASIDE else None


_MONITORS = (
    ("gradient_norm", vocabulary("grad gradient gnorm gradnorm gradients")),
    ("dead_fraction", frozenset({"dead"})),
    ("saturated_fraction", frozenset({"saturated", "saturation"})),
    ("activation_std", frozenset({"activation", "activations"})),
    ("clipped_fraction", frozenset({"clipped"})),
)


def _monitor(name: str, present: frozenset[str]) -> Role | None:
    for channel, marks in _MONITORS:
        if present & marks and not present & LOSSES:
            return Role("monitor", core=(channel, name))
    return None


def _loss(
    present: frozenset[str], split: str, core: tuple[str, ...], found: tuple[str, ...]
) -> Role | None:
    by = next((word for word in reversed(found) if word in ("epoch", "step")), "")
    if {"cross", "entropy"} <= present or {"log", "loss"} <= present:
        core = tuple(w for w in core if w not in ("cross", "entropy", "log")) or ("loss",)
        return Role("loss", split, core, 1, by=by)
    if present & LOSSES:
        plain = len(set(core)) == 1
        return Role("loss", split, ("loss",) if plain else core, 0 if plain else 2, by=by)
    if present & LIKELIHOODS:
        return Role("loss", split, core, 3, rises=True, by=by)
    if present & NAMED_LOSSES:
        return Role("loss", split, core, 1 if len(core) == 1 else 3, by=by)
    if present & ERRORS:
        return Role("loss", split, core, 4, by=by)
    return None


def _metric(
    present: frozenset[str], split: str, core: tuple[str, ...], found: tuple[str, ...]
) -> Role | None:
    if not present & METRICS:
        return None
    ranks = [i for i, word in enumerate(FIRST_METRICS) if word in present]
    return Role("metric", split, core, min(ranks, default=len(FIRST_METRICS)), rises=True)
