namespace StreamEmbed.Events;

/// <summary>What is known of a record before its turn to be decoded comes.</summary>
internal struct RecordAhead
{
    /// <summary>Whether the fields were read; otherwise all is left to its turn.</summary>
    public bool IsRead;

    /// <summary>See <see cref="IdStrings.HashOf"/>; 0 when the id does not stand for itself, or there is none.</summary>
    public uint UserHash;

    /// <summary>As <see cref="UserHash"/>.</summary>
    public uint ItemHash;

    private FieldPlace _user;
    private FieldPlace _item;
    private FieldPlace _time;
    private FieldPlace _type;

    /// <summary>Notes where the fields stand in their value.</summary>
    public void Note(ReadOnlySpan<byte> value, in EventFields fields)
    {
        _user = new FieldPlace(value, fields.User);
        _item = new FieldPlace(value, fields.Item);
        _time = new FieldPlace(value, fields.Time);
        _type = new FieldPlace(value, fields.Type);
    }

    /// <summary>The fields again.</summary>
    /// <param name="value">The same value.</param>
    public readonly EventFields Fields(ReadOnlySpan<byte> value) =>
        new() { User = _user.Of(value), Item = _item.Of(value), Time = _time.Of(value), Type = _type.Of(value) };

    private readonly struct FieldPlace
    {
        private readonly int _at;
        private readonly int _length;

        public FieldPlace(ReadOnlySpan<byte> value, JsonScalar field)
        {
            _length = field.Token.Length;
            value.Overlaps(field.Token, out _at);
        }

        public JsonScalar Of(ReadOnlySpan<byte> value) => new(value.Slice(_at, _length));
    }
}
