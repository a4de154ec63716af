using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GoTemplate.Fuzz;

/// <summary>Tries inputs until the time is over, or until one fails, and says what was done.</summary>
internal sealed class FuzzRun(FuzzOptions options, TextWriter output)
{
    /// <summary>No input may take longer, with all its checks. One that does is tried again, for the machine may have been busy.</summary>
    private static readonly TimeSpan LongestInput = TimeSpan.FromSeconds(2);

    /// <summary>An input that is not done by then is taken to hang.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(10);

    private const int AttemptsAtSlowInputs = 3;

    /// <summary>The managed heap may not grow beyond this, in bytes.</summary>
    private const long LargestHeap = 1L << 30;

    /// <summary>Stack of a thread of .NET's pool, on which templates are rendered elsewhere.</summary>
    private const int StackBytes = 1536 * 1024;

    private const int FailureExitCode = 1;

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Tally _tally = new();
    private readonly Worker[] _workers = new Worker[options.Workers];
    private long _next;
    private int _isOver;
    private FuzzFailure? _failure;

    /// <summary>Runs.</summary>
    /// <returns>The exit code: 0, or 1 where an input failed.</returns>
    public int Execute()
    {
        Corpus corpus = Corpus.Load(FindRepositoryRoot());
        InputSource source = new(options.Seed, corpus.Templates);
        output.WriteLine($"seed {options.Seed}, {options.Workers} worker(s), corpus of {corpus.Source}");
        _next = options.OnlyIteration ?? 0;
        Thread[] threads = new Thread[options.Workers];
        for (int index = 0; index < threads.Length; index++)
        {
            Worker worker = _workers[index] = new Worker();
            threads[index] = new Thread(() => Work(worker, source, new TemplateCheck(corpus.Data)), StackBytes) { IsBackground = true };
            threads[index].Start();
        }

        while (!Array.TrueForAll(threads, thread => thread.Join(TimeSpan.FromMilliseconds(20))))
        {
            Watch();
        }

        output.Write(_tally.Summary(_watch.Elapsed));
        if (_failure is { } failure)
        {
            Report(failure, new TemplateCheck(corpus.Data));
            return FailureExitCode;
        }

        output.WriteLine("no failure");
        return 0;
    }

    private void Work(Worker worker, InputSource source, TemplateCheck check)
    {
        while (Volatile.Read(ref _isOver) == 0)
        {
            long iteration = Interlocked.Increment(ref _next) - 1;
            if (options.OnlyIteration is { } only ? iteration > only
                : options.Iterations is { } most ? iteration >= most
                : _watch.Elapsed >= options.Duration)
            {
                return;
            }

            FuzzInput input = source.Make(iteration);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            Verdict verdict = default;
            TimeSpan taken = TimeSpan.MaxValue;
            for (int attempt = 0; attempt < AttemptsAtSlowInputs && taken > LongestInput; attempt++)
            {
                worker.Begin(input);
                verdict = check.Try(input.Text);
                taken = worker.End();
            }

            _tally.Add(input, verdict, taken, GC.GetAllocatedBytesForCurrentThread() - allocated);
            string? problem = verdict.Failure ?? (taken > LongestInput ? $"took {taken.TotalSeconds:F1} s, and no less before" : null);
            if (problem is not null)
            {
                Fail(new FuzzFailure(input, problem, IsShortenable: verdict.Failure is not null));
            }
        }
    }

    /// <summary>Looks for what a worker cannot say by itself: that it hangs, and that memory runs out.</summary>
    private void Watch()
    {
        long heap = GC.GetTotalMemory(forceFullCollection: false);
        _tally.SeeHeap(heap);
        foreach (Worker worker in _workers)
        {
            if (worker.Current is { } current && current.Elapsed > Hang)
            {
                Abandon(new FuzzFailure(current.Input, $"still busy after {current.Elapsed.TotalSeconds:F1} s", IsShortenable: false));
            }
            else if (heap > LargestHeap && worker.Current is { } busy)
            {
                Abandon(new FuzzFailure(busy.Input, $"the heap has grown to {heap >> 20} MiB", IsShortenable: false));
            }
        }
    }

    private void Fail(FuzzFailure failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            Volatile.Write(ref _isOver, 1);
        }
    }

    /// <summary>A thread that does not return cannot be stopped; the process is.</summary>
    private void Abandon(FuzzFailure failure)
    {
        output.Write(_tally.Summary(_watch.Elapsed));
        Report(failure, check: null);
        output.Flush();
        Environment.Exit(FailureExitCode);
    }

    private void Report(FuzzFailure failure, TemplateCheck? check)
    {
        FuzzInput input = failure.Input;
        output.WriteLine($"FAILED: {failure.Problem}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"again with: dotnet run -c Release --project tests/Fuzz -- --seed {options.Seed} --iteration {input.Iteration}"));
        output.WriteLine($"input ({input.Kind}): {Quote(input.Text)}");
        if (check is not null && failure.IsShortenable)
        {
            output.WriteLine($"shortened: {Quote(Minimiser.Shorten(input.Text, text => check.Try(text).Failure is not null))}");
        }
    }

    /// <summary>As JSON, which shows every character, and as little escaped as that allows.</summary>
    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);

    private static string? FindRepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GatewayPs.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}
