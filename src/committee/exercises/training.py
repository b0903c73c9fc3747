"""Exercises of the chapter on what a mistake costs."""

from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, returns


def _loss_at(w2: float) -> float:
    return (w2 * 5 - 1) ** 2


EXERCISES = (
    Exercise(
        name="ex-training-second",
        title="The second step",
        grade="medium",
        wants="two numbers after the second step: the loss, and z of the hidden unit",
        look=numbers(2),
        reference=[0.0361, -1.3],
        within=0.006,
        insight="A low loss, and a hidden unit that is silent for the only case there is. The "
        "loss does not say what it was bought with.",
        hints=(
            "Begin where the first step landed: the weights are 2.7, -1.15, -1 and -0.3. Go "
            "forward with them first.",
            "Forward gives z = 4.25 and an error of -5.55. Then take the lines of the backward "
            "step one by one, with the new numbers.",
            "The four derivatives are 22.2, 11.1, -47.175 and -11.1. A tenth of each is "
            "subtracted.",
        ),
        mistakes=(
            Mistake([30.8025, 4.25], "That is where the first step landed. Go backward from "
                    "there, with the numbers of that place."),
            Mistake([107.1225, 3.5], "You went on with the slopes of the starting point. They "
                    "speak for the place where they were measured; compute them again."),
            Mistake([0.0361, 0], "The loss is right. But z is what the hidden unit has before "
                    "its ReLU; after it there is 0, and that is the trouble."),
            Mistake([505917.645, 77.792], "You used the new second weight to find the first "
                    "weight's slope. All slopes belong to one place: compute the four, then move "
                    "the four."),
            Mistake([0.4897760256, 0.08], "The two biases have derivatives, too, and move with "
                    "the weights."),
            Mistake([156694.84740900004, 27.35], "You walked uphill: a derivative is subtracted."),
        ),
    ),
    Exercise(
        name="ex-training-measure",
        title="Measure a slope",
        grade="easy",
        wants="a function of the hair's width that returns the measured slope at w2 = 0.5",
        look=returns((1e-1,), (1e-3,), (1e-5,)),
        reference=lambda hair: (_loss_at(0.5 + hair) - _loss_at(0.5 - hair)) / (2 * hair),
        within=1e-4,
        insight="On a parabola the central difference is exact, however coarse the hair. On other "
        "losses its error shrinks with the square of the hair, until rounding takes over.",
        hints=(
            "A slope is a rise divided by a distance. Between which two points do you measure?",
            "One point lies a hair to the right of 0.5, the other a hair to the left. How far "
            "apart are they?",
            "Divide loss_at(0.5 + hair) - loss_at(0.5 - hair) by 2 * hair.",
        ),
        mistakes=(
            Mistake(lambda hair: (_loss_at(0.5 + hair) - _loss_at(0.5)) / hair, "That is the slope "
                    "between 0.5 and a point to the right of it, and it is off by a multiple of "
                    "the hair. Measure on both sides of 0.5."),
            Mistake(lambda hair: (_loss_at(0.5 + hair) - _loss_at(0.5 - hair)) / hair, "Twice too "
                    "large: the two points lie two hairs apart."),
            Mistake(lambda hair: _loss_at(0.5 + hair) - _loss_at(0.5 - hair), "That is the rise. A "
                    "slope is a rise divided by the distance."),
            Mistake(lambda hair: (_loss_at(0.5 - hair) - _loss_at(0.5 + hair)) / (2 * hair), "The "
                    "right size and the wrong sign: the loss at the right-hand point comes "
                    "first."),
        ),
    ),
    Exercise(
        name="ex-training-sum",
        title="A sum instead of a mean",
        grade="medium",
        wants="two rates for the summed loss: with all 400 cases a step, and with 16",
        look=numbers(2),
        reference=[0.5 / 400, 0.5 / 16],
        within=1e-6,
        insight="A summed loss ties the rate to the batch: change the one and you must change the "
        "other. That is why the mean is the convention.",
        hints=(
            "The step is the rate times the gradient. How much larger is the gradient of a sum "
            "of 400 than that of their mean?",
            "Choose the rate so that rate times gradient is what it was with 0.5 and the mean.",
            "With 16 cases a step the sum runs over 16.",
        ),
        mistakes=(
            Mistake([0.5, 0.5], "With that rate every step is as many times longer as there are "
                    "cases in the batch. The minimum stays; she flies past it."),
            Mistake([200, 8], "The gradient has grown. To keep the step as it was, the rate has "
                    "to shrink."),
            Mistake([0.5 / 400, 0.5 / 400], "The first is right. In a step with 16 cases the sum "
                    "runs over those 16 only."),
            Mistake([0.5 / 20, 0.5 / 4], "You divided by the square root of the cases. Their "
                    "gradients add up in full, since they point largely the same way."),
        ),
    ),
)  # fmt: skip
