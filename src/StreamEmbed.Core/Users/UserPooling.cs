namespace StreamEmbed.Users;

/// <summary>How the vectors of a user's recent items become one.</summary>
public enum UserPooling
{
    /// <summary>Their weighted mean.</summary>
    Average,

    /// <summary>Their weighted sum.</summary>
    Sum,

    /// <summary>Their weighted mean, scaled to length 1.</summary>
    UnitNorm,
}
