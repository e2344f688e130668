namespace StreamEmbed.Training.Kernels;

/// <summary>The rate of a block's step and what keeps it from overshooting.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="CurvatureFloor">Least curvature σ(1 − σ) assumed of a pair: 0.05 holds every rate up to 1, where 0 let norms run to hundreds.</param>
/// <param name="InputDamping">Share of the summed curvature that brakes an input row: 0.15 to 0.3 is flat, 1 is too tight, 0 overshoots on long sessions.</param>
internal readonly record struct StepBound(float Rate, float CurvatureFloor, float InputDamping);
