using StreamEmbed.Events;

namespace StreamEmbed.Host.Demo.Traffic;

/// <summary>What people are interested in: departments of related categories, each category with topics that no item id tells.</summary>
/// <remarks>Topics are numbered through: topic t belongs to category t / <see cref="TopicsPerCategory"/>.</remarks>
internal static class Interests
{
    public const int TopicsPerCategory = 4;

    private const int CategoriesPerDepartment = 4;

    private static readonly string[] Categories =
    [
        "shoes", "socks", "jackets", "jeans",
        "phones", "headphones", "cameras", "games",
        "coffee", "kitchen", "plants", "lamps",
        "bikes", "tents", "maps", "football",
    ];

    public static int TopicCount => Categories.Length * TopicsPerCategory;

    public static int CategoryCount => Categories.Length;

    public static int CategoryOf(int topic) => topic / TopicsPerCategory;

    public static string NameOf(int category) => Categories[category];

    /// <summary>The category that an item's id tells: what stands before the last hyphen.</summary>
    public static string CategoryOf(ItemId item) => item.Value[..Math.Max(0, item.Value.LastIndexOf('-'))];

    /// <summary>The n-th topic of a category.</summary>
    public static int TopicOf(int category, int n) => (category * TopicsPerCategory) + n;

    /// <summary>The category <paramref name="steps"/> further on in the same department.</summary>
    public static int Related(int category, int steps)
    {
        var department = category / CategoriesPerDepartment * CategoriesPerDepartment;
        return department + ((category - department + steps) % CategoriesPerDepartment);
    }

    /// <summary>How many categories <see cref="Related"/> can lead to, without the category itself.</summary>
    public static int RelatedCount => CategoriesPerDepartment - 1;

    /// <summary>The topic of a popularity rank: ranks are spread over departments, so that none is popular as a whole.</summary>
    /// <remarks>29 has no factor in common with the number of topics, so every topic has one rank.</remarks>
    public static int TopicOfRank(int rank) => rank * 29 % TopicCount;
}
