namespace IstioGateway.Commands.Errors;

/// <summary>
/// The stable ids of the module's errors. Each is the key of its message in <c>Messages.resx</c>; the key with the suffix
/// <c>_Advice</c> holds the recommended action.
/// </summary>
internal static class ErrorId
{
    public const string AdmissionRefused = nameof(AdmissionRefused);
    public const string ApplyConflict = nameof(ApplyConflict);
    public const string AuthenticationFailed = nameof(AuthenticationFailed);
    public const string BackupFailed = nameof(BackupFailed);
    public const string BackupInvalid = nameof(BackupInvalid);
    public const string BackupMismatch = nameof(BackupMismatch);
    public const string BadAnswer = nameof(BadAnswer);
    public const string BadRequest = nameof(BadRequest);
    public const string ClusterUnreachable = nameof(ClusterUnreachable);
    public const string ConnectionGone = nameof(ConnectionGone);
    public const string ConnectionInvalid = nameof(ConnectionInvalid);
    public const string ContextNotFound = nameof(ContextNotFound);
    public const string CredentialFailed = nameof(CredentialFailed);
    public const string FileNotReadable = nameof(FileNotReadable);
    public const string FileNotWritable = nameof(FileNotWritable);
    public const string GatewayNotFound = nameof(GatewayNotFound);
    public const string GatewayNotInjected = nameof(GatewayNotInjected);
    public const string GatewayNotReady = nameof(GatewayNotReady);
    public const string InjectionFailed = nameof(InjectionFailed);
    public const string InvalidGateway = nameof(InvalidGateway);
    public const string InvalidManifest = nameof(InvalidManifest);
    public const string InvalidName = nameof(InvalidName);
    public const string InvalidNodeList = nameof(InvalidNodeList);
    public const string InvalidSelector = nameof(InvalidSelector);
    public const string KubeconfigInvalid = nameof(KubeconfigInvalid);
    public const string LiveTemplateUnavailable = nameof(LiveTemplateUnavailable);
    public const string ManifestTooLarge = nameof(ManifestTooLarge);
    public const string NamespaceNotFound = nameof(NamespaceNotFound);
    public const string ManagedIdentityFailed = nameof(ManagedIdentityFailed);
    public const string NoConnection = nameof(NoConnection);
    public const string NodeNotFound = nameof(NodeNotFound);
    public const string NodesNotSeparable = nameof(NodesNotSeparable);
    public const string NotReadyInTime = nameof(NotReadyInTime);
    public const string OperationTimedOut = nameof(OperationTimedOut);
    public const string PermissionDenied = nameof(PermissionDenied);
    public const string ReportInputInvalid = nameof(ReportInputInvalid);
    public const string RequestTooLarge = nameof(RequestTooLarge);
    public const string ResourceBusy = nameof(ResourceBusy);
    public const string ResourceNotFound = nameof(ResourceNotFound);
    public const string RestartBlocked = nameof(RestartBlocked);
    public const string RestartFailed = nameof(RestartFailed);
    public const string RestartRefused = nameof(RestartRefused);
    public const string RolloutFailed = nameof(RolloutFailed);
    public const string SandboxFailed = nameof(SandboxFailed);
    public const string ServerFailed = nameof(ServerFailed);
    public const string SysctlNotKnown = nameof(SysctlNotKnown);
    public const string TemplateInvalid = nameof(TemplateInvalid);
    public const string TemplateRefused = nameof(TemplateRefused);
    public const string TemplateReverted = nameof(TemplateReverted);
    public const string TemplateTooLarge = nameof(TemplateTooLarge);
    public const string TlsFailed = nameof(TlsFailed);
    public const string TooManyRequests = nameof(TooManyRequests);
    public const string TypeNotInstalled = nameof(TypeNotInstalled);
    public const string TypeNotServed = nameof(TypeNotServed);
    public const string UnexpectedFailure = nameof(UnexpectedFailure);
    public const string ValueRefused = nameof(ValueRefused);
}
