using System.Net;
using System.Net.Sockets;

namespace StreamEmbed.Host.Tests.Serve;

/// <summary>An address of this machine that nobody listens on.</summary>
internal static class FreeAddress
{
    public static string Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
