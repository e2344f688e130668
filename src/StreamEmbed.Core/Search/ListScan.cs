using System.Numerics;
using System.Runtime.CompilerServices;
using StreamEmbed.Search.Kernels;

namespace StreamEmbed.Search;

/// <summary>Scans lists of codes for rows that are not surely below a threshold, which rises as candidates are settled.</summary>
internal abstract unsafe class ListScan(CodeQuery query, QueryForm form, Candidates candidates, bool exact)
{
    private RowMeasure _measure = form.Measure(query, exact);

    protected QueryForm Form => form;

    protected Candidates Candidates => candidates;

    /// <summary>What a row's value must reach.</summary>
    public float Threshold
    {
        get => _measure.Threshold;
        protected set => _measure.Threshold = value;
    }

    /// <summary>Candidates at which <see cref="Settle"/> is called.</summary>
    protected int Room { get; set; }

    /// <summary>Takes candidates out and raises the threshold.</summary>
    protected abstract void Settle();

    /// <summary>Makes candidates of a list's rows.</summary>
    [SkipLocalsInit]
    public void Scan(CodeList list, int width)
    {
        var vector = query.Vector;
        _measure.Offset = VectorScores.Dot(vector.Values, list.Centroid) + (exact ? query.Error * list.LongestCode : 0);
        var kernels = CodeKernels.Best;
        var sums = stackalloc int[CodePage.MaxRows];
        var values = stackalloc float[CodePage.MaxRows];
        var marks = stackalloc uint[CodePage.MaxRows / CodeKernels.BlockRows];
        for (var number = 0; number < list.Pages.Length; number++)
        {
            var page = list.Pages[number];
            var rows = list.RowsOf(number);
            var blocks = (rows + CodeKernels.BlockRows - 1) / CodeKernels.BlockRows;
            kernels.Sums(page.Codes, query.Codes, width, blocks, query.Start, sums);
            if (kernels.Mark(sums, page.Scales, page.Errors, page.Norms, blocks, _measure, values, marks))
            {
                for (var block = 0; block < blocks; block++)
                {
                    Take(page, block, marks[block] & InUse(rows - (block * CodeKernels.BlockRows)), values);
                }
            }

            GC.KeepAlive(page);
        }

        GC.KeepAlive(query);
    }

    private static uint InUse(int rows) => rows < CodeKernels.BlockRows ? (1u << rows) - 1 : uint.MaxValue;

    private void Take(CodePage page, int block, uint marks, float* values)
    {
        for (; marks != 0; marks &= marks - 1)
        {
            var index = (block * CodeKernels.BlockRows) + BitOperations.TrailingZeroCount(marks);
            var value = values[index];
            if (value < Threshold)
            {
                // Settling candidates has raised it since the marks were made.
                continue;
            }

            candidates.Add(float.IsNaN(value) ? float.PositiveInfinity : value, page.Rows[index]);
            if (candidates.Count >= Room)
            {
                Settle();
            }
        }
    }
}
