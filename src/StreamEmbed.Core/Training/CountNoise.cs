using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using StreamEmbed.Randomness;
using StreamEmbed.State;
using StreamEmbed.Vocabulary;

namespace StreamEmbed.Training;

/// <summary>Draws rows with probabilities proportional to count^α, exact after every change, in constant expected time. Single owner.</summary>
/// <remarks>
/// Rows lie in groups of weights within a factor of two: a group is chosen by its sum, a member by chance, and it is kept
/// with weight / upper bound, at least one half (the rejection method of Matias, Vitter and Ni 2003, one level deep:
/// there are at most 128 groups). An alias table would draw faster, but has to be rebuilt when a count changes.
/// </remarks>
internal sealed class CountNoise
{
    private const int Groups = 128;
    private const int GroupOfOne = 64;
    private const int TabulatedCounts = 4096;
    private const int Together = 32;
    private const int FloatMantissaBits = 23;
    private const int FloatBias = 127;

    private readonly ChunkedArray<Place> _places = new();
    private readonly SavedArray<Member>[] _members = new SavedArray<Member>[Groups];
    private readonly int[] _sizes = new int[Groups];
    private readonly double[] _sums = new double[Groups];
    private readonly float[] _powers = new float[TabulatedCounts];
    private readonly double _exponent;
    // The groups that were ever in use: a handful for counts of one stream.
    private int _lowest = Groups;
    private int _highest = -1;
    // Sum over all groups; NaN: to be summed again, always in the same order.
    private double _total = double.NaN;

    public CountNoise(double exponent)
    {
        _exponent = exponent;
        for (var count = 1; count < TabulatedCounts; count++)
        {
            _powers[count] = (float)Math.Pow(count, exponent);
        }

        for (var group = 0; group < Groups; group++)
        {
            _members[group] = new SavedArray<Member>();
        }
    }

    /// <summary>Enters a row or changes its count; <paramref name="count"/> is at least 1.</summary>
    public void Set(int row, long count)
    {
        _places.Ensure(row);
        _total = double.NaN;
        var weight = count < TabulatedCounts ? _powers[count] : (float)Math.Pow(count, _exponent);
        var group = GroupOf(weight);
        var place = _places[row];
        if (place.IsSet && place.Group == group)
        {
            ref var member = ref _members[group].Write(place.Index);
            _sums[group] += weight - member.Weight;
            member.Weight = weight;
            return;
        }

        if (place.IsSet)
        {
            Remove(row);
        }

        _lowest = Math.Min(_lowest, group);
        _highest = Math.Max(_highest, group);
        var index = _sizes[group]++;
        _members[group].Ensure(index);
        _members[group].Write(index) = new Member(row, weight);
        _sums[group] += weight;
        _places[row] = new Place(true, (byte)group, index);
    }

    /// <summary>Takes a row out; it must have been set.</summary>
    public void Remove(int row)
    {
        _total = double.NaN;
        var (_, group, index) = _places[row];
        var members = _members[group];
        var last = --_sizes[group];
        _sums[group] = last == 0 ? 0 : _sums[group] - members[index].Weight;
        members.Write(index) = members[last];
        _places[members[index].Row] = new Place(true, group, index);
        _places[row] = default;
    }

    /// <summary>Rows drawn by weight, each independent of the others, or -1 when there are none.</summary>
    public void Draw(Span<int> rows, SeededRandom random)
    {
        if (double.IsNaN(_total))
        {
            _total = Total();
        }

        // All candidates are chosen before the first is looked at: they wait for memory together.
        Span<Candidate> candidates = stackalloc Candidate[Together];
        for (var at = 0; at < rows.Length; at += Together)
        {
            var part = rows[at..Math.Min(rows.Length, at + Together)];
            for (var i = 0; i < part.Length; i++)
            {
                candidates[i] = Choose(ChooseGroup(random), random);
            }

            for (var i = 0; i < part.Length; i++)
            {
                part[i] = Accepted(candidates[i], random);
            }
        }
    }

    /// <summary>Starts to fetch where a row stands.</summary>
    public unsafe void PrefetchPlace(int row)
    {
        if (Sse.IsSupported && row < _places.Chunks * ChunkedArray<Place>.ChunkLength)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _places[row]));
        }
    }

    /// <summary>Starts to fetch a row's weight; its place should be there already.</summary>
    public void PrefetchWeight(int row)
    {
        if (row < _places.Chunks * ChunkedArray<Place>.ChunkLength && _places[row] is { IsSet: true } place)
        {
            Prefetch(place.Group, place.Index);
        }
    }

    /// <summary>Saves the groups, and what changed of their members.</summary>
    public void Save(StateWriter groups, TableChanges members)
    {
        groups.WriteInt32(_lowest);
        groups.WriteInt32(_highest);
        groups.WriteValues<int>(_sizes);
        // Not summed up again when read: another order of additions gives another last bit, and in time another draw.
        groups.WriteValues<double>(_sums);
        for (var group = 0; group < Groups; group++)
        {
            _members[group].Save(members, KeyOf(group));
        }
    }

    /// <summary>Reads what was saved into a sampler without rows.</summary>
    /// <exception cref="StateFormatException">It makes no sense.</exception>
    public void Restore(StateReader groups, ITableReader members, ItemVocabulary items)
    {
        _lowest = groups.ReadInt32();
        _highest = groups.ReadInt32();
        if (_lowest < 0 || _highest >= Groups)
        {
            throw groups.Wrong($"uses the groups {_lowest} to {_highest} of {Groups}");
        }

        groups.ReadValues<int>(_sizes);
        groups.ReadValues<double>(_sums);
        while (members.Read())
        {
            var group = members.Key >> 32;
            if (group >= Groups)
            {
                throw members.Record.Wrong($"holds a group {group} of {Groups}");
            }

            _members[(int)group].Restore(members.Record, members.Key & uint.MaxValue);
        }

        for (var group = 0; group < Groups; group++)
        {
            if (_sizes[group] < 0 || _sizes[group] > _members[group].Length || !double.IsFinite(_sums[group]))
            {
                throw groups.Wrong($"has {_sizes[group]} rows in group {group}");
            }

            for (var index = 0; index < _sizes[group]; index++)
            {
                RestorePlace(groups, group, index, items);
            }
        }
    }

    private void RestorePlace(StateReader groups, int group, int index, ItemVocabulary items)
    {
        var (row, weight) = _members[group][index];
        if ((uint)row >= (uint)items.RowLimit || !items.IsLive(row) || !(weight > 0 && GroupOf(weight) == group))
        {
            throw groups.Wrong($"draws a row {row} by a weight {weight} in group {group}");
        }

        _places.Ensure(row);
        if (_places[row].IsSet)
        {
            throw groups.Wrong($"draws row {row} from two places");
        }

        _places[row] = new Place(true, (byte)group, index);
    }

    private static ulong KeyOf(int group) => (ulong)group << 32;

    private double Total()
    {
        double total = 0;
        for (var group = _lowest; group <= _highest; group++)
        {
            total += _sums[group];
        }

        return total;
    }

    // -1 when there are none.
    private int ChooseGroup(SeededRandom random)
    {
        var point = random.NextDouble() * _total;
        for (var group = _highest; group >= _lowest; group--)
        {
            point -= _sums[group];
            if (point < 0 && _sizes[group] > 0)
            {
                return group;
            }
        }

        return -1;
    }

    // The upper half of a random number chooses the member, the lower half becomes one in [0, the group's upper bound).
    private Candidate Choose(int group, SeededRandom random)
    {
        if (group < 0)
        {
            return new Candidate(-1, 0, 0);
        }

        var bits = random.NextUInt64();
        var index = (int)(((bits >> 32) * (ulong)_sizes[group]) >> 32);
        Prefetch(group, index);
        var scale = BitConverter.Int32BitsToSingle((group - GroupOfOne + 1 - 32 + FloatBias) << FloatMantissaBits);
        return new Candidate(group, index, (uint)bits * scale);
    }

    private int Accepted(Candidate candidate, SeededRandom random)
    {
        while (candidate.Group >= 0)
        {
            ref readonly var member = ref _members[candidate.Group][candidate.Index];
            if (candidate.Threshold < member.Weight)
            {
                return member.Row;
            }

            candidate = Choose(candidate.Group, random);
        }

        return -1;
    }

    private unsafe void Prefetch(int group, int index)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in _members[group][index])));
        }
    }

    // The exponent of a normal float, moved so that weights from 2⁻⁶⁴ to 2⁶³ have a group.
    private static int GroupOf(float weight) => (BitConverter.SingleToInt32Bits(weight) >> FloatMantissaBits) - FloatBias + GroupOfOne;

    private readonly record struct Candidate(int Group, int Index, float Threshold);

    private readonly record struct Place(bool IsSet, byte Group, int Index);

    private record struct Member(int Row, float Weight);
}
