using StreamEmbed.Events;
using StreamEmbed.State;

namespace StreamEmbed.Sessions;

/// <summary>The saved form of what a tracker knows, one partition after the other.</summary>
public static class SavedSessions
{
    private const string Section = "sessions";
    private const int Version = 1;

    // Partition, watermark, and the lengths of what follows.
    private const int LeastBytes = 60;

    /// <summary>Adds all partitions to a save.</summary>
    public static void Save(IReadOnlyList<PartitionSessionsState> partitions, StateSave save)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        ArgumentNullException.ThrowIfNull(save);
        var state = save.AddSection(Section, Version);
        state.WriteInt32(partitions.Count);
        foreach (var partition in partitions)
        {
            Write(state, partition);
        }
    }

    /// <summary>Reads them back.</summary>
    /// <exception cref="StateFormatException">They are missing or damaged.</exception>
    /// <exception cref="StateRefusedException">Their version is not known.</exception>
    public static IReadOnlyList<PartitionSessionsState> Restore(ISavedState saved)
    {
        var state = saved.Section(Section, Version, Version);
        var ids = new SavedIds();
        var partitions = new PartitionSessionsState[state.ReadCount(LeastBytes)];
        for (var i = 0; i < partitions.Length; i++)
        {
            partitions[i] = Read(state, ids);
        }

        state.End();
        return partitions.Select(partition => partition.Partition).Distinct().Count() == partitions.Length
            ? partitions
            : throw state.Wrong("names a partition twice");
    }

    private static void Write(StateWriter state, PartitionSessionsState partition)
    {
        state.WriteInt32(partition.Partition);
        state.WriteInt64(partition.WatermarkMs);
        SavedIds.Write(state, partition.Users);
        state.WriteValues<int>(partition.EventCounts);
        state.WriteValues<int>(partition.Minutes);
        state.WriteValues<int>(partition.TakenInMinute);
        SavedIds.Write(state, partition.Items);
        state.WriteValues<long>(partition.TimesMs);
        state.WriteValues<long>(partition.Offsets);
        state.WriteValues<float>(partition.Weights);
        state.WriteValues<bool>(partition.IsClickPending);
        SavedIds.Write(state, partition.EarlierUsers);
        state.WriteValues<long>(partition.EarlierCloseMs);
        state.WriteValues<int>(partition.EarlierCounts);
        SavedIds.Write(state, partition.EarlierItems);

        var clicks = partition.WaitingClicks;
        state.WriteInt32(clicks.Count);
        for (var i = 0; i < clicks.Count; i++)
        {
            Write(state, clicks.Clicks[i]);
            Write(state, clicks.Before(i));
            Write(state, clicks.Earlier(i));
        }

        state.WriteInt32(partition.Waiting.Length);
        foreach (var session in partition.Waiting)
        {
            Write(state, session);
        }
    }

    private static PartitionSessionsState Read(StateReader state, SavedIds ids)
    {
        var partition = new PartitionSessionsState
        {
            Partition = state.ReadInt32(),
            WatermarkMs = state.ReadInt64(),
            Users = ids.ReadAll(state),
            EventCounts = state.ReadValues<int>(),
            Minutes = state.ReadValues<int>(),
            TakenInMinute = state.ReadValues<int>(),
            Items = ids.ReadAll(state),
            TimesMs = state.ReadValues<long>(),
            Offsets = state.ReadValues<long>(),
            Weights = state.ReadValues<float>(),
            IsClickPending = state.ReadValues<bool>(),
            EarlierUsers = ids.ReadAll(state),
            EarlierCloseMs = state.ReadValues<long>(),
            EarlierCounts = state.ReadValues<int>(),
            EarlierItems = ids.ReadAll(state),
            WaitingClicks = ReadClicks(state, ids),
            Waiting = new Session[state.ReadCount(sizeof(int))],
        };
        for (var i = 0; i < partition.Waiting.Length; i++)
        {
            partition.Waiting[i] = ReadSession(state, ids);
        }

        return IsWhole(partition) ? partition : throw state.Wrong($"has columns of different lengths for partition {partition.Partition}");
    }

    private static bool IsWhole(PartitionSessionsState partition)
    {
        var (sessions, events, users) = (partition.Users.Length, partition.Items.Length, partition.EarlierUsers.Length);
        return partition.Partition >= 0
            && partition.EventCounts.Length == sessions && partition.Minutes.Length == sessions && partition.TakenInMinute.Length == sessions
            && partition.TimesMs.Length == events && partition.Offsets.Length == events
            && partition.Weights.Length == events && partition.IsClickPending.Length == events
            && partition.EarlierCloseMs.Length == users && partition.EarlierCounts.Length == users
            && AddUp(partition.EventCounts, events) && AddUp(partition.EarlierCounts, partition.EarlierItems.Length);
    }

    private static bool AddUp(int[] counts, int total) => Array.TrueForAll(counts, count => count > 0) && counts.Sum(count => (long)count) == total;

    private static void Write(StateWriter state, in SessionClick click)
    {
        SavedIds.Write(state, click.User.Value);
        SavedIds.Write(state, click.Item.Value);
        state.WriteInt64(click.TimeMs);
        state.WriteSingle(click.Weight);
        Write(state, click.Key);
    }

    private static ClickList ReadClicks(StateReader state, SavedIds ids)
    {
        var clicks = new ClickList();
        for (var left = state.ReadCount(sizeof(int)); left > 0; left--)
        {
            var click = new SessionClick(
                new UserId(ids.Read(state)), new ItemId(ids.Read(state)), state.ReadInt64(), state.ReadSingle(), ReadKey(state));
            var before = ReadItems(state, ids);
            clicks.Add(click, before, ReadItems(state, ids));
        }

        return clicks;
    }

    private static void Write(StateWriter state, Session session)
    {
        SavedIds.Write(state, session.User.Value);
        Write(state, session.Items);
        state.WriteValues<float>(session.Weights);
        state.WriteInt64(session.StartMs);
        state.WriteInt64(session.EndMs);
        state.WriteInt32((int)session.End);
        Write(state, session.Key);
        Write(state, session.Earlier);
    }

    private static Session ReadSession(StateReader state, SavedIds ids)
    {
        var session = new Session(
            new UserId(ids.Read(state)),
            ReadItems(state, ids),
            state.ReadValues<float>(),
            state.ReadInt64(),
            state.ReadInt64(),
            (SessionEnd)state.ReadInt32())
        {
            Key = ReadKey(state),
            Earlier = ReadItems(state, ids),
        };
        return session.Items.Length > 0 && session.Items.Length == session.Weights.Length && Enum.IsDefined(session.End)
            ? session
            : throw state.Wrong("holds a session that makes no sense");
    }

    private static void Write(StateWriter state, StreamKey key)
    {
        state.WriteInt64(key.TimeMs);
        state.WriteInt32(key.Position.Partition);
        state.WriteInt64(key.Position.Offset);
    }

    private static StreamKey ReadKey(StateReader state) => new(state.ReadInt64(), new SourcePosition(state.ReadInt32(), state.ReadInt64()));

    private static void Write(StateWriter state, ReadOnlySpan<ItemId> items)
    {
        state.WriteInt32(items.Length);
        foreach (var item in items)
        {
            SavedIds.Write(state, item.Value);
        }
    }

    private static ItemId[] ReadItems(StateReader state, SavedIds ids) => Array.ConvertAll(ids.ReadAll(state), id => new ItemId(id));
}
