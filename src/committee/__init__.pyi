"""What a type checker sees of ``committee``; a test compares it with what is there."""

# ruff: noqa: I001  (several "as" imports stand in one statement)
from committee.activations import (
    FastGELU as FastGELU, GELU as GELU, LeakyReLU as LeakyReLU, ReLU as ReLU,
    Sigmoid as Sigmoid, SiLU as SiLU, Tanh as Tanh,
)
from committee.callbacks import (
    Checkpoints as Checkpoints, EarlyStopping as EarlyStopping, Monitor as Monitor,
)
from committee.claims import claim as claim
from committee.clinic.diagnosis import diagnose as diagnose
from committee.clinic.guard import ClinicGuard as ClinicGuard
from committee.clipping import (
    clip_by_global_norm as clip_by_global_norm, clip_by_value as clip_by_value,
)
from committee.data import (
    Dataset as Dataset, digits as digits, line_images as line_images,
    line_templates as line_templates, logic_gate as logic_gate, split as split,
)
from committee.diagnostics import (
    activation_stats as activation_stats, dead_fraction as dead_fraction,
    gradient_check as gradient_check, gradient_norms as gradient_norms,
    layer_factor as layer_factor, signal_by_depth as signal_by_depth,
)
from committee.history import History as History
from committee.initializers import (
    glorot_normal as glorot_normal, glorot_uniform as glorot_uniform, he_normal as he_normal,
    he_uniform as he_uniform, lecun_normal as lecun_normal, orthogonal as orthogonal,
)
from committee.interop import from_torch as from_torch, to_torch as to_torch
from committee.landscapes import (
    LeastSquares as LeastSquares, Quadratic as Quadratic, descend as descend, ravine as ravine,
    saddle as saddle, steps_to as steps_to,
)
from committee.layers import (
    Dense as Dense, Dropout as Dropout, Layer as Layer, Parameter as Parameter,
    Residual as Residual,
)
from committee.losses import (
    binary_cross_entropy as binary_cross_entropy, mean_squared_error as mean_squared_error,
    softmax_cross_entropy as softmax_cross_entropy,
)
from committee.metrics import (
    accuracy as accuracy, calibration as calibration, confusion_matrix as confusion_matrix,
    f1 as f1, precision as precision, probabilities as probabilities, recall as recall,
    verdicts as verdicts,
)
from committee.network import Sequential as Sequential, mlp as mlp
from committee.neuron import Neuron as Neuron, Perceptron as Perceptron
from committee.normalization import BatchNorm as BatchNorm, LayerNorm as LayerNorm
from committee.optimizers import (
    SGD as SGD, Adam as Adam, AdamW as AdamW, Optimizer as Optimizer, RMSprop as RMSprop,
)
from committee.scaling import (
    compute_optimal as compute_optimal, fit_power_law as fit_power_law,
    optimizer_memory as optimizer_memory, training_flops as training_flops,
)
from committee.schedules import (
    cosine_decay as cosine_decay, exponential_decay as exponential_decay,
    linear_decay as linear_decay, step_decay as step_decay,
    warmup_cosine_decay as warmup_cosine_decay,
)
from committee.training import (
    Callback as Callback, DivergedError as DivergedError, evaluate as evaluate, fit as fit,
)

__version__: str
