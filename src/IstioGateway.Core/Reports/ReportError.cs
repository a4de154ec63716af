namespace IstioGateway.Reports;

/// <summary>What could not be read of a cluster.</summary>
/// <param name="Id">Stable id of the error.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Advice">What to do about it; empty where nothing is to be said.</param>
public sealed record ReportError(string Id, string Message, string Advice);
