namespace StreamEmbed.Host.Demo.Views;

/// <summary>Shows a running demo to somebody.</summary>
internal interface IDemoView
{
    /// <summary>Shows until the work is done.</summary>
    Task ShowAsync(DemoSampler sampler, Task work);
}
