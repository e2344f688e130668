using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>A list that changes, and gives out immutable copies for the cost of the pages that changed.</summary>
/// <remarks>One owner. Rows lie without holes: a removed row's place is taken by the last one.</remarks>
internal sealed unsafe class CodeListWriter(int width, float[] centroid)
{
    private readonly float _centroidNorm = MathF.Sqrt(VectorScores.Dot(centroid, centroid));
    private CodePage[] _pages = [];
    private CodeList? _frozen;

    // Only raised: a bound that a row has left costs a little time, no answer.
    private float _longestSquare;
    private ListSums _sums;

    public int Count { get; private set; }

    /// <summary>Whether it changed since it was frozen.</summary>
    public bool IsChanged => _frozen is null;

    /// <summary>Adds a row at the end and returns its place.</summary>
    public int Add(int row, UnitVector vector, long epoch)
    {
        var place = Count++;
        var page = OwnPage(place / CodePage.MaxRows, epoch, place % CodePage.MaxRows);
        page.Rows[place % CodePage.MaxRows] = row;
        Write(page, place, vector);
        return place;
    }

    /// <summary>Writes a row's new vector in its place.</summary>
    public void Set(int place, UnitVector vector, long epoch)
    {
        var page = OwnPage(place / CodePage.MaxRows, epoch);
        Forget(page, place % CodePage.MaxRows);
        Write(page, place, vector);
    }

    /// <summary>Gives the row at a place another number.</summary>
    public void Renumber(int place, int row, long epoch) => OwnPage(place / CodePage.MaxRows, epoch).Rows[place % CodePage.MaxRows] = row;

    /// <summary>Removes the row at a place, and returns the number of the row that lies there now; −1 when it was the last.</summary>
    public int RemoveAt(int place, long epoch)
    {
        var last = Count - 1;
        var (lastPage, lastIndex) = (_pages[last / CodePage.MaxRows], last % CodePage.MaxRows);
        var (page, index) = (OwnPage(place / CodePage.MaxRows, epoch), place % CodePage.MaxRows);
        var moved = -1;
        Forget(page, index);
        if (place != last)
        {
            // The last page may be the one that was just copied; its rows are the same in both.
            var from = lastPage.CodesOf(lastIndex);
            var to = page.CodesOf(index);
            for (var offset = 0; offset < width * CodeKernels.BlockRows; offset += 4 * CodeKernels.BlockRows)
            {
                *(int*)(to + offset) = *(int*)(from + offset);
            }

            page.Scales[index] = lastPage.Scales[lastIndex];
            page.Errors[index] = lastPage.Errors[lastIndex];
            page.Norms[index] = lastPage.Norms[lastIndex];
            page.Rows[index] = moved = lastPage.Rows[lastIndex];
            GC.KeepAlive(lastPage);
        }

        Count = last;
        if (lastIndex == 0)
        {
            Array.Resize(ref _pages, _pages.Length - 1);
        }

        _frozen = null;
        return moved;
    }

    /// <summary>What is here now. The owner goes on in a later epoch.</summary>
    public CodeList Freeze() => _frozen ??= new CodeList(
        [.. _pages],
        Count,
        centroid,
        MathF.Sqrt(_longestSquare) * 1.0001f,
        _sums);

    private void Write(CodePage page, int place, UnitVector vector)
    {
        var square = RowCoder.Write(page, place % CodePage.MaxRows, width, vector, centroid, _centroidNorm);
        _longestSquare = MathF.Max(_longestSquare, square);
        _sums = _sums.Plus(square, page.Norms[place % CodePage.MaxRows]);
        GC.KeepAlive(page);
    }

    private void Forget(CodePage page, int index)
    {
        _sums = _sums.Minus(RowCoder.SquareOf(page, index, width), page.Norms[index]);
        GC.KeepAlive(page);
    }

    // A page that may be written: of this epoch, and with room for one row more than it has.
    private CodePage OwnPage(int number, long epoch, int rows = -1)
    {
        _frozen = null;
        if (number == _pages.Length)
        {
            Array.Resize(ref _pages, number + 1);
            return _pages[number] = new CodePage(width, CodeKernels.BlockRows, epoch);
        }

        var page = _pages[number];
        if (rows == page.Capacity)
        {
            return _pages[number] = page.Copy(rows, Math.Min(CodePage.MaxRows, Grown(rows)), epoch);
        }

        return page.Epoch == epoch ? page : _pages[number] = page.Copy(page.Capacity, page.Capacity, epoch);
    }

    // By a half, in whole blocks: a list of one page wastes little, and a long one fills its pages in few steps.
    private static int Grown(int rows) => (rows + Math.Max(CodeKernels.BlockRows, rows / 2)) / CodeKernels.BlockRows * CodeKernels.BlockRows;
}
