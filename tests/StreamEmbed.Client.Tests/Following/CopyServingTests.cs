using StreamEmbed.Client.Following;
using StreamEmbed.Serving;

namespace StreamEmbed.Client.Tests.Following;

public sealed class CopyServingTests
{
    private readonly ViewPublisher _views = new();

    [Fact]
    public void TryServe_Waits_UntilTheCopyHasCaughtUp()
    {
        var serving = new CopyServing(CopyAt(3), _views);

        Assert.False(serving.TryServe());
        serving.IsCaughtUp = true;
        Assert.True(serving.TryServe());
        Assert.Equal(3, _views.Current.Snapshot.Number);
    }

    [Fact]
    public void TryServe_KeepsTheOldView_WhileANewCopyIsNotWholeAndBehindIt()
    {
        Serve(CopyAt(5));
        var behind = CopyAt(4);
        // Somebody's row that no marker counts.
        behind.Apply(0, new ServingRecord.ItemChanged(Views.Item("x", 1f), 5), 0);
        behind.Apply(0, new ServingRecord.Marked(Marker(5, MarkerPhase.End, new RowTotals(1, 1))), 0);

        Assert.False(new CopyServing(behind, _views) { IsCaughtUp = true }.TryServe());
        Assert.Equal(5, _views.Current.Snapshot.Number);
    }

    [Fact]
    public void TryServe_GoesBack_WhenTheTopicWasMadeAnew()
    {
        Serve(CopyAt(5));

        Assert.True(new CopyServing(CopyAt(1), _views) { IsCaughtUp = true }.TryServe());
        Assert.Equal(1, _views.Current.Snapshot.Number);
    }

    private void Serve(EmbeddingCopy copy) => Assert.True(new CopyServing(copy, _views) { IsCaughtUp = true }.TryServe());

    private static EmbeddingCopy CopyAt(long snapshot)
    {
        var copy = new EmbeddingCopy(1);
        copy.Apply(0, new ServingRecord.ItemChanged(Views.Item("a", 1f), snapshot), 0);
        Assert.True(copy.Apply(0, new ServingRecord.Marked(Marker(snapshot, MarkerPhase.End, new RowTotals(1, SnapshotDigest.OfRow("a", [1f])))), 0));
        return copy;
    }

    private static SnapshotMarker Marker(long number, MarkerPhase phase, RowTotals items) => new()
    {
        Phase = phase,
        Number = number,
        Partition = 0,
        Partitions = 1,
        Dimension = 1,
        Items = items,
    };
}
