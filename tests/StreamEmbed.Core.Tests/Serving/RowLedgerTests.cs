using StreamEmbed.Serving;

namespace StreamEmbed.Core.Tests.Serving;

public sealed class RowLedgerTests
{
    [Fact]
    public void Totals_AreZero_WhenEmpty() => Assert.Equal(default, new RowLedger().Totals);

    [Fact]
    public void Totals_AreTheSumOfRows_InAnyOrder()
    {
        var ledger = new RowLedger();
        ledger.Put("b", [2f]);
        ledger.Put("a", [1f]);

        var sum = unchecked(SnapshotDigest.OfRow("a", [1f]) + SnapshotDigest.OfRow("b", [2f]));
        Assert.Equal(new RowTotals(2, sum), ledger.Totals);
    }

    [Fact]
    public void Put_CountsOnce_WhenTheIdIsHeld()
    {
        var ledger = new RowLedger();
        ledger.Put("a", [1f]);
        ledger.Put("a", [3f]);

        Assert.Equal(new RowTotals(1, SnapshotDigest.OfRow("a", [3f])), ledger.Totals);
    }

    [Fact]
    public void Remove_TakesTheRowAway_AndSaysWhetherThereWasOne()
    {
        var ledger = new RowLedger();
        ledger.Put("a", [1f]);

        Assert.False(ledger.Remove("b"));
        Assert.True(ledger.Remove("a"));
        Assert.Equal(default, ledger.Totals);
    }
}
