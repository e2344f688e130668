using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class SnapshotDigestTests
{
    // Worked out outside, so that readers in other languages can check theirs:
    // python3 -c "import hashlib,struct;print(hashlib.sha256('i9'.encode()+b'\0'+struct.pack('<3f',1,-2.5,0)).digest()[7::-1].hex())"
    [Fact]
    public void OfRow_IsTheFirstEightBytesOfSha256_LittleEndian() =>
        Assert.Equal("4f15e5868fb2105d", SnapshotDigest.Format(SnapshotDigest.OfRow("i9", [1f, -2.5f, 0f])));

    [Fact]
    public void OfRow_TakesIdsAsUtf8() =>
        Assert.Equal("d45fc6baea64765e", SnapshotDigest.Format(SnapshotDigest.OfRow("größe-🎒", [0.1f])));

    [Fact]
    public void OfRow_Differs_WhenIdAndVectorAreCutElsewhere() =>
        Assert.NotEqual(SnapshotDigest.OfRow("a", [0f]), SnapshotDigest.OfRow("a\0", [0f]));

    [Fact]
    public void OfRow_TakesIdsThatDoNotFitTheStack() =>
        Assert.NotEqual(SnapshotDigest.OfRow(new string('a', 5000), [1f]), SnapshotDigest.OfRow(new string('a', 5001), [1f]));
}
