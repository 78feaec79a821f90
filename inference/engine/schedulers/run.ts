/** Arguments that diffusers' `step` takes, by its own names; each scheduler knows some of them. */
export interface StepArguments {
  /** Share of fresh noise in every step: of the DDPM variance (DDIM), of the timestep (TCD). */
  eta?: number;
  /** DDIM: whether the noise is worked out again after the picture was clipped. */
  use_clipped_model_output?: boolean;
  /** Euler: noise added before a step, between two sigmas, and its scale. */
  s_churn?: number;
  s_tmin?: number;
  s_tmax?: number;
  s_noise?: number;
  /** LMS: how many derivatives are fitted. */
  order?: number;
}

/** What one run asks of a scheduler beside its options. */
export interface Run {
  steps: number;
  /** Steps left out at the start: image to image starts in the middle of the schedule. */
  skippedSteps: number;
  /** A schedule that someone chose, as many as `steps`; null: by the options. */
  timesteps: readonly number[] | null;
  stepArguments: StepArguments;
  /** LCM and TCD: steps that the model was distilled with, instead of the option; and the share of them in use. */
  originalInferenceSteps: number | null;
  scheduleStrength: number;
}
