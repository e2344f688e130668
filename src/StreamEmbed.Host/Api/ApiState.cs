using StreamEmbed.Client;

namespace StreamEmbed.Host.Api;

/// <summary>What the API answers from; the command sets it as its parts come up. Thread-safe.</summary>
internal sealed class ApiState
{
    private volatile Func<EmbeddingView> _view = () => EmbeddingView.Empty;
    private volatile Func<ServiceStatus?> _status = () => null;

    /// <summary>The newest view; empty before the first snapshot.</summary>
    public EmbeddingView View => _view();

    /// <summary>How the service is doing; null while it is starting.</summary>
    public ServiceStatus? Status => _status();

    public void AnswerFrom(Func<EmbeddingView> view) => _view = view;

    public void ReportFrom(Func<ServiceStatus> status) => _status = status;
}
