"""Records what diffusers itself gives for combinations of scheduler options, as *.combinations.json.

    pip install diffusers==0.40.0 torch==1.13.1 numpy==1.24.2 scipy==1.10.1
    python test/golden/record.py test/golden/schedulers

The combinations are drawn at random from a fixed seed, so that they are nobody's favourites. The format, the loop and
the tolerance are those of README.md; cases that diffusers refuses are left out.
"""
import base64
import inspect
import json
import math
import random
import sys

import diffusers
import numpy
import torch

CASES, IMAGE_TO_IMAGE, ATTEMPTS, DRAWS, SEED = 8, 2, 500, 14, 77
STEPS = [3, 7, 11]
SHAPE = (1, 4, 4, 4)
BASE = json.load(open("test/golden/schedulers/DDIMScheduler.json"))["base_config"]

OPTIONS = {
    "algorithm_type": ["dpmsolver", "dpmsolver++", "sde-dpmsolver", "sde-dpmsolver++"],
    "beta_schedule": ["scaled_linear", "linear", "squaredcos_cap_v2"],
    "clip_sample": [True],
    "disable_corrector": [[0], [1, 2]],
    "euler_at_final": [True],
    "final_sigmas_type": ["sigma_min"],
    "interpolation_type": ["log_linear"],
    "lower_order_final": [True, False],
    "num_train_timesteps": [500],
    "prediction_type": ["epsilon", "v_prediction", "sample"],
    "predict_x0": [False],
    "set_alpha_to_one": [True],
    "solver_order": [1, 2, 3],
    "solver_type": ["midpoint", "heun", "bh1", "bh2", "logrho"],
    "steps_offset": [0, 2],
    "thresholding": [True],
    "timestep_spacing": ["linspace", "leading", "trailing"],
    "timestep_type": ["continuous"],
    "use_beta_sigmas": [True],
    "use_exponential_sigmas": [True],
    "use_karras_sigmas": [True],
    "use_lu_lambdas": [True],
    "variance_type": ["fixed_large", "fixed_small_log"],
}
STEP_ARGUMENTS = {
    "DDIMScheduler": [{"eta": 0.3}, {"eta": 1.0, "use_clipped_model_output": True}],
    "EulerDiscreteScheduler": [{"s_churn": 3.0}, {"s_churn": 20.0, "s_noise": 1.01, "s_tmin": 0.1, "s_tmax": 8.0}],
    "LMSDiscreteScheduler": [{"order": 3}],
    "TCDScheduler": [{"eta": 0.7}],
}
# Combinations that once came out wrong, at 11 steps: the last draw of a churning run, no draw at
# timestep 0, and which spacing goes first.
ALWAYS = {
    "DDPMScheduler": [({"variance_type": "fixed_large", "steps_offset": 0}, {})],
    "EulerDiscreteScheduler": [({"prediction_type": "sample"}, {"s_churn": 3.0})],
    "DPMSolverMultistepScheduler": [({"use_lu_lambdas": True, "use_beta_sigmas": True}, {})],
}
CLASSES = """DDIM DDPM PNDM LMSDiscrete EulerDiscrete EulerAncestralDiscrete HeunDiscrete KDPM2Discrete
KDPM2AncestralDiscrete DPMSolverMultistep DPMSolverSinglestep UniPCMultistep DEISMultistep LCM TCD""".split()


def b64(array):
    return base64.b64encode(numpy.ascontiguousarray(array, dtype=numpy.float32).tobytes()).decode()


def model(sample, timestep, noise):
    flat = sample.numpy().astype(numpy.float64).reshape(-1)
    output = 0.3 * numpy.sin(1.7 * flat + 0.001 * float(timestep)) + 0.1 * numpy.cos(numpy.arange(flat.size))
    output = torch.from_numpy(output.astype(numpy.float32)).reshape(SHAPE).to(sample.dtype)
    return output * (1 + noise)


class Bank:
    """Stands in for randn_tensor: hands out the recorded draws in their order and notes which."""

    def __init__(self, draws, first):
        self.draws, self.next, self.taken = draws, first, []

    def __call__(self, *_, dtype=torch.float32, **__):
        self.taken.append(self.next)
        self.next += 1
        return self.draws[self.next - 1].to(dtype)


def loop(scheduler, sample, timesteps, bank, arguments, perturbation):
    sys.modules[type(scheduler).__module__].randn_tensor = bank
    samples, draws = [], []
    generator = torch.Generator().manual_seed(1)
    for timestep in timesteps:
        before = len(bank.taken)
        noise = perturbation * (2 * torch.rand(SHAPE, generator=generator) - 1)
        output = model(scheduler.scale_model_input(sample, timestep), timestep, noise)
        sample = scheduler.step(output, timestep, sample, **arguments).prev_sample
        samples.append(sample.double().numpy())
        draws.append(bank.taken[before:])
    return numpy.stack(samples), draws


def run(name, overrides, steps, strength, arguments, draws, *, dtype=torch.float32, perturbation=0.0):
    config = diffusers.PNDMScheduler.from_config(BASE).config
    scheduler = getattr(diffusers, name).from_config(config, **overrides)
    scheduler.set_timesteps(steps)
    if strength is None:
        timesteps, first = scheduler.timesteps, draws[0] * scheduler.init_noise_sigma
    else:
        skipped = (steps - int(steps * strength)) * scheduler.order
        timesteps = scheduler.timesteps[skipped:]
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(skipped)
        first = scheduler.add_noise(draws[0], draws[1], timesteps[:1])
    bank = Bank(draws, 1 if strength is None else 2)
    samples, taken = loop(scheduler, first.to(dtype), timesteps, bank, arguments, perturbation)
    return scheduler, [float(t) for t in timesteps], first, samples, taken


def record(name, overrides, steps, strength, arguments, draws):
    scheduler, timesteps, first, samples, taken = run(name, overrides, steps, strength, arguments, draws)
    if not numpy.isfinite(samples).all():
        return None
    double = run(name, overrides, steps, strength, arguments, draws, dtype=torch.float64)[3]
    shaken = run(name, overrides, steps, strength, arguments, draws, perturbation=1e-6)[3]
    entry = {
        "variant": "+".join(f"{key}={value}" for key, value in overrides.items()),
        "overrides": overrides,
        "num_inference_steps": steps,
        "step_kwargs": arguments,
        "seed": SEED,
        "timesteps": timesteps,
        "noise_draws": taken,
        "prev_samples": {"shape": list(samples.shape), "b64": b64(samples)},
        "conditioning": {
            "max_abs": float(abs(samples).max()),
            "fp64_max_abs_diff": float(abs(double - samples).max()),
            "perturb_1e-6_max_abs_diff": float(abs(shaken - samples).max()),
        },
    }
    if strength is None:
        return entry | {"init_noise_sigma": float(scheduler.init_noise_sigma), "num_model_calls": len(timesteps)}
    return entry | {"strength": strength, "add_noise": b64(first.numpy())}


def record_class(name, draws):
    chance = random.Random(name)
    known = [key for key in OPTIONS if key in inspect.signature(getattr(diffusers, name).__init__).parameters]
    always = [record(name, overrides, 11, None, arguments, draws) for overrides, arguments in ALWAYS.get(name, [])]
    lists = {"cases": always, "img2img": []}
    for _ in range(ATTEMPTS):
        if len(lists["cases"]) == CASES and len(lists["img2img"]) == IMAGE_TO_IMAGE:
            return lists
        overrides = {key: chance.choice(OPTIONS[key]) for key in chance.sample(known, chance.randint(2, 4))}
        steps, strength = chance.choice(STEPS), chance.choice([0.5, 0.8])
        arguments = chance.choice([{}] + STEP_ARGUMENTS.get(name, []))
        text = len(lists["cases"]) < CASES
        try:
            entry = record(name, overrides, steps, None if text else strength, arguments if text else {}, draws)
        except Exception as refusal:  # whatever diffusers says: the combination is not one
            print(name, overrides, refusal)
            continue
        if entry is not None:
            lists["cases" if text else "img2img"].append(entry)
    raise RuntimeError(f"{name} refuses too many combinations")


def main(folder):
    generator = torch.Generator().manual_seed(SEED)
    draws = torch.stack([torch.randn(SHAPE, generator=generator) for _ in range(DRAWS)])
    for name in [f"{short}Scheduler" for short in CLASSES]:
        vectors = {
            "format": "sd-golden/schedulers/1",
            "scheduler": name,
            "versions": {"diffusers": diffusers.__version__, "torch": torch.__version__, "numpy": numpy.__version__},
            "base_config": BASE,
            "noise_bank": {str(SEED): {"shape": list(draws.shape), "b64": b64(draws)}},
            **record_class(name, draws),
            "add_noise": [],
            "errors": [],
        }
        assert all(math.isfinite(case["conditioning"]["max_abs"]) for case in vectors["cases"])
        with open(f"{folder}/{name}.combinations.json", "w") as file:
            json.dump(vectors, file, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1])
