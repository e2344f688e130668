using StreamEmbed.Events;
using StreamEmbed.Host.Demo.Traffic;

namespace StreamEmbed.Host.Tests.Demo.Traffic;

public sealed class InterestsTests
{
    [Fact]
    public void TopicOfRank_NamesEveryTopicOnce()
    {
        var topics = Enumerable.Range(0, Interests.TopicCount).Select(Interests.TopicOfRank).Order();

        Assert.Equal(Enumerable.Range(0, Interests.TopicCount), topics);
    }

    [Fact]
    public void Related_StaysInTheDepartment_AndLeavesTheCategory()
    {
        for (var category = 0; category < Interests.CategoryCount; category++)
        {
            var related = Enumerable.Range(1, Interests.RelatedCount).Select(steps => Interests.Related(category, steps)).ToArray();

            Assert.Equal(Interests.RelatedCount, related.Distinct().Count());
            Assert.DoesNotContain(category, related);
            Assert.All(related, other => Assert.Contains(category, Enumerable.Range(1, Interests.RelatedCount).Select(s => Interests.Related(other, s))));
        }
    }

    [Theory]
    [InlineData("shoes-000123", "shoes")]
    [InlineData("a-b-1", "a-b")]
    [InlineData("foreign", "")]
    public void CategoryOf_ReadsTheId(string item, string category) => Assert.Equal(category, Interests.CategoryOf(new ItemId(item)));
}
