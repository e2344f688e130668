using StreamEmbed.Pipeline.Sources;

namespace StreamEmbed.Pipeline.Tests.Sources;

public sealed class EventTimeAlignmentTests
{
    private const long Minute = 60_000;
    private readonly EventTimeAlignment _alignment = new(TimeSpan.FromMinutes(10), [0, 1, 2]);
    private readonly List<int> _pause = [];
    private readonly List<int> _resume = [];

    [Fact]
    public void Update_PausesThePartitionAhead_WhenItIsFurtherThanAllowed()
    {
        ReadAll(0, 0, 0);
        _alignment.Read(1, (10 * Minute) + 1);

        Update();

        Assert.Equal([1], _pause);
        Assert.Equal([1], _alignment.Waiting);
    }

    [Fact]
    public void Update_PausesNothing_WhenExactlyAsFarAsAllowed()
    {
        ReadAll(0, 10 * Minute, 5 * Minute);

        Update();

        Assert.Empty(_pause);
    }

    [Fact]
    public void Update_Resumes_WhenTheOthersHaveFollowed()
    {
        ReadAll(0, 11 * Minute, 11 * Minute);
        Update();
        Assert.Equal([1, 2], _pause);

        _alignment.Read(0, 2 * Minute);
        Update();

        Assert.Equal([1, 2], _resume);
        Assert.Empty(_alignment.Waiting);
    }

    [Fact]
    public void Update_WaitsForNobody_WhenTheSlowOnesHaveNothingUnread()
    {
        ReadAll(0, 60 * Minute, 0);
        _alignment.EndReached(0);
        _alignment.EndReached(2);

        Update();

        Assert.Empty(_pause);
    }

    [Fact]
    public void Update_PausesAfterTheAllowedStretch_WhenAnotherPartitionShowedNothingYet()
    {
        _alignment.Read(0, 100 * Minute);
        Update();
        Assert.Empty(_pause);

        _alignment.Read(0, 111 * Minute);
        Update();

        Assert.Equal([0], _pause);
    }

    private void ReadAll(params long[] timesMs)
    {
        for (var partition = 0; partition < timesMs.Length; partition++)
        {
            _alignment.Read(partition, timesMs[partition]);
        }
    }

    private void Update()
    {
        _pause.Clear();
        _resume.Clear();
        _alignment.Update(_pause, _resume);
    }
}
