using System.Buffers.Binary;
using Google.Protobuf;
using Google.Protobuf.Collections;
using StreamEmbed.Events;
using StreamEmbed.Naming;
using StreamEmbed.Serving;
using StreamEmbed.Users;

namespace StreamEmbed.Kafka.Serving;

/// <summary>The native format: rows and markers as Protobuf messages, described by <c>serving.proto</c>.</summary>
public static class ServingCodec
{
    /// <summary>Name of the header that names the format of the value.</summary>
    public const string ContentTypeHeader = "content-type";

    /// <summary>Value of that header, in ASCII, before its parameters; the key says which message it is.</summary>
    public const string MediaType = "application/x-protobuf";

    /// <summary>The whole value: also names how vectors are written.</summary>
    public static string ContentTypeOf(VectorType type) => $"{MediaType}; vector={SnakeCase.Of(type)}";

    /// <param name="row">The row, its vector rounded to the encoding (<see cref="VectorRounding"/>).</param>
    /// <param name="snapshot">The snapshot that brings it.</param>
    /// <param name="type">How the vector is written.</param>
    public static byte[] Encode(ItemRow row, long snapshot, VectorType type = VectorType.Float32)
    {
        var item = new Wire.Item { Snapshot = (ulong)snapshot, Count = (ulong)row.Count, LastSeenMs = row.LastSeenMs, Packed = Pack(row.Vector, type) };
        item.Vector.AddRange(item.Packed is null ? row.Vector : []);
        return item.ToByteArray();
    }

    /// <param name="user">The user, the vector rounded to the encoding (<see cref="VectorRounding"/>).</param>
    /// <param name="type">How the vector is written.</param>
    /// <param name="withRecent">Whether the recent items are written.</param>
    public static byte[] Encode(UserVector user, VectorType type = VectorType.Float32, bool withRecent = true)
    {
        var message = new Wire.User { ItemSnapshot = (ulong)user.ItemSnapshot, Packed = Pack(user.Vector, type) };
        message.Vector.AddRange(message.Packed is null ? user.Vector : []);
        var history = user.History;
        for (var i = 0; withRecent && i < history.Items.Length; i++)
        {
            message.Recent.Add(new Wire.RecentItem { Item = history.Items[i].Value, TimeMs = history.TimesMs[i], Weight = history.Weights[i] });
        }

        return message.ToByteArray();
    }

    public static byte[] Encode(SnapshotMarker marker) => new Wire.SnapshotMarker
    {
        Phase = marker.Phase switch
        {
            MarkerPhase.Begin => Wire.SnapshotMarker.Types.Phase.Begin,
            MarkerPhase.End => Wire.SnapshotMarker.Types.Phase.End,
            MarkerPhase.Users => Wire.SnapshotMarker.Types.Phase.Users,
            _ => throw new ArgumentOutOfRangeException(nameof(marker), marker.Phase, null),
        },
        Number = (ulong)marker.Number,
        Base = (ulong)marker.Base,
        Partition = (uint)marker.Partition,
        Partitions = (uint)marker.Partitions,
        Dimension = (uint)marker.Dimension,
        ModelId = marker.ModelId,
        EventTimeMs = marker.EventTimeMs,
        Changed = (ulong)marker.Changed,
        Removed = (ulong)marker.Removed,
        ItemCount = (ulong)marker.Items.Count,
        ItemDigest = marker.Items.Digest,
        UserCount = (ulong)marker.Users.Count,
        UserDigest = marker.Users.Digest,
    }.ToByteArray();

    /// <summary>Reads a record.</summary>
    /// <param name="key">The record's key; empty when it has none.</param>
    /// <param name="value">The record's value, or null for a tombstone.</param>
    /// <returns>The record, or null when it is of a kind that this version does not know: a reader passes over it.</returns>
    /// <exception cref="InvalidDataException">The value is not what the key says.</exception>
    public static ServingRecord? Decode(ReadOnlySpan<byte> key, byte[]? value)
    {
        try
        {
            if (ServingKeys.IsItem(key, out var item))
            {
                return value is null ? new ServingRecord.ItemRemoved(item) : DecodeItem(item, value);
            }

            if (ServingKeys.IsUser(key, out var user))
            {
                return value is null ? new ServingRecord.UserRemoved(user) : DecodeUser(user, value);
            }

            return ServingKeys.IsMarker(key) && value is not null ? DecodeMarker(value) : null;
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or OverflowException)
        {
            throw new InvalidDataException($"A record of the serving topic cannot be read: {exception.Message}", exception);
        }
    }

    private static Wire.PackedVector? Pack(float[] vector, VectorType type)
    {
        switch (type)
        {
            case VectorType.Float16:
                var halves = new byte[2 * vector.Length];
                for (var i = 0; i < vector.Length; i++)
                {
                    BinaryPrimitives.WriteHalfLittleEndian(halves.AsSpan(2 * i), VectorRounding.ToHalf(vector[i]));
                }

                return new Wire.PackedVector { Float16 = UnsafeByteOperations.UnsafeWrap(halves) };
            case VectorType.Int8:
                var scale = VectorRounding.ScaleOf(vector);
                var codes = Array.ConvertAll(vector, number => unchecked((byte)VectorRounding.ToCode(number, scale)));
                return new Wire.PackedVector { Int8 = UnsafeByteOperations.UnsafeWrap(codes), Scale = scale };
            default:
                return null;
        }
    }

    private static float[] Vector(RepeatedField<float> plain, Wire.PackedVector? packed)
    {
        if (packed is null)
        {
            return Floats(plain);
        }

        if (packed.Int8.Length > 0)
        {
            return [.. packed.Int8.Select(code => unchecked((sbyte)code) * packed.Scale)];
        }

        var halves = packed.Float16.Span;
        var vector = new float[halves.Length / 2];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(halves[(2 * i)..]);
        }

        return vector;
    }

    private static ServingRecord.ItemChanged DecodeItem(ItemId item, byte[] value)
    {
        var message = Wire.Item.Parser.ParseFrom(value);
        var row = new ItemRow(item, Vector(message.Vector, message.Packed), checked((long)message.Count), message.LastSeenMs);
        return new ServingRecord.ItemChanged(row, checked((long)message.Snapshot));
    }

    private static ServingRecord.UserChanged DecodeUser(UserId user, byte[] value)
    {
        var message = Wire.User.Parser.ParseFrom(value);
        var history = new UserHistory(
            user,
            [.. message.Recent.Select(recent => new ItemId(recent.Item))],
            [.. message.Recent.Select(recent => recent.TimeMs)],
            [.. message.Recent.Select(recent => recent.Weight)]);
        return new ServingRecord.UserChanged(new UserVector(history, Vector(message.Vector, message.Packed), checked((long)message.ItemSnapshot)));
    }

    private static ServingRecord.Marked? DecodeMarker(byte[] value)
    {
        var message = Wire.SnapshotMarker.Parser.ParseFrom(value);
        MarkerPhase? phase = message.Phase switch
        {
            Wire.SnapshotMarker.Types.Phase.Begin => MarkerPhase.Begin,
            Wire.SnapshotMarker.Types.Phase.End => MarkerPhase.End,
            Wire.SnapshotMarker.Types.Phase.Users => MarkerPhase.Users,
            _ => null,
        };
        return phase is null ? null : new ServingRecord.Marked(new SnapshotMarker
        {
            Phase = phase.Value,
            Number = checked((long)message.Number),
            Base = checked((long)message.Base),
            Partition = checked((int)message.Partition),
            Partitions = checked((int)message.Partitions),
            Dimension = checked((int)message.Dimension),
            ModelId = message.ModelId,
            EventTimeMs = message.EventTimeMs,
            Changed = checked((long)message.Changed),
            Removed = checked((long)message.Removed),
            Items = new RowTotals(checked((long)message.ItemCount), message.ItemDigest),
            Users = new RowTotals(checked((long)message.UserCount), message.UserDigest),
        });
    }

    private static float[] Floats(RepeatedField<float> field)
    {
        var floats = new float[field.Count];
        field.CopyTo(floats, 0);
        return floats;
    }
}
