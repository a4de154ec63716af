namespace IstioGateway.Clusters;

/// <summary>The port to a line diff.</summary>
public interface ITextDiffer
{
    /// <summary>A unified diff with three lines of context; empty when the texts are equal. LF line ends.</summary>
    /// <param name="before">Old text; <see langword="null"/> when there was none.</param>
    /// <param name="after">New text; <see langword="null"/> when there will be none.</param>
    /// <param name="beforeLabel">Label of the <c>---</c> line.</param>
    /// <param name="afterLabel">Label of the <c>+++</c> line.</param>
    string Unified(string? before, string? after, string beforeLabel, string afterLabel);
}
