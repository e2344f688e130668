using System.CommandLine;
using StreamEmbed.Host.Configuration;

namespace StreamEmbed.Host.Commands;

/// <summary>The flag by which commands are told which running service to ask.</summary>
internal static class AddressFlag
{
    public static Option<Uri?> Create() => new("--address")
    {
        HelpName = "URL",
        Description = "Where the service listens. [default: Http:Address]",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            {
                result.AddError($"--address must be a URL such as http://127.0.0.1:9464, but is '{text}'.");
                return null;
            }

            return address;
        },
    };

    public static Uri Read(Uri? flag, StreamEmbedOptions options) => flag ?? new Uri(options.Http.Address);
}
