namespace StreamEmbed.Ranking;

/// <summary>What is known of a candidate for the next click, one number each. L(x) = ln(1 + x).</summary>
/// <remarks>The first eleven are one inner product of an item's row with a query; the last eight are 0 for items that are in no list of the query's items and not the user's own.</remarks>
public enum RankingFeature
{
    /// <summary>Cosine with the session so far, each click back at 0.7 of the one after it.</summary>
    Session,

    /// <summary>Cosine with the last item.</summary>
    Last,

    /// <summary>Cosine with the user's last ten items before the session, each at 0.8 of the one after it.</summary>
    Earlier,

    /// <summary>ln of clicks of late, half-life two hours, at least ln 0.3.</summary>
    Clicks2h,

    /// <summary>The same, half-life a day.</summary>
    Clicks24h,

    /// <summary>The same, half-life a week.</summary>
    Clicks7d,

    /// <summary>The same of clicks that were not the first of their session, half-life two hours.</summary>
    Later2h,

    /// <summary>The same, half-life a day.</summary>
    Later24h,

    /// <summary>L of all clicks.</summary>
    Clicks,

    /// <summary>L of the hours since the first click.</summary>
    Age,

    /// <summary>L of the hours since the last click.</summary>
    Idle,

    /// <summary>L(1000 p), p the share that the candidate has of what was seen with the session's items, slow counts.</summary>
    SeenWith,

    /// <summary>L(30 p) of the same p: tells apart what is seen with them often.</summary>
    SeenWithOften,

    /// <summary>The same as <see cref="SeenWith"/>, divided by √ of what the candidate is seen with in all: what goes with everything goes with nothing.</summary>
    SeenWithCosine,

    /// <summary>L(1000 p) of fast counts.</summary>
    SeenWithLately,

    /// <summary>L(1000 p), p the share that the candidate has of what came after the last item.</summary>
    SeenNext,

    /// <summary>L(1000 p) as <see cref="SeenWith"/>, of the user's last ten items before the session.</summary>
    SeenWithEarlier,

    /// <summary>1 when it is among the user's last hundred items before the session.</summary>
    Own,

    /// <summary>How often it is there: each time counts 0.8 of the one before.</summary>
    OwnTimes,
}
