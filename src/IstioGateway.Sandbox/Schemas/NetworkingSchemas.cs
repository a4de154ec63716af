namespace IstioGateway.Sandbox.Schemas;

/// <summary>
/// The documented fields of Istio's Gateway and VirtualService. Routes below the first level are taken as they come; source:
/// istio.io/latest/docs/reference/config/networking.
/// </summary>
internal static class NetworkingSchemas
{
    private static readonly SchemaNode Text = SchemaNode.Scalar(SchemaKind.String);
    private static readonly SchemaNode Whole = SchemaNode.Scalar(SchemaKind.Integer);
    private static readonly SchemaNode Flag = SchemaNode.Scalar(SchemaKind.Boolean);
    private static readonly SchemaNode Texts = SchemaNode.List(Text);

    /// <summary>Spec of a Gateway.</summary>
    public static SchemaNode Gateway { get; } = SchemaNode.Struct(
        ("selector", SchemaNode.Map(Text)),
        ("servers", SchemaNode.List(SchemaNode.Struct(
            ("bind", Text),
            ("defaultEndpoint", Text),
            ("hosts", Texts),
            ("name", Text),
            ("port", SchemaNode.Struct(("name", Text), ("number", Whole), ("protocol", Text), ("targetPort", Whole))),
            ("tls", Tls())))));

    /// <summary>Spec of a VirtualService.</summary>
    public static SchemaNode VirtualService { get; } = SchemaNode.Struct(
        ("exportTo", Texts),
        ("gateways", Texts),
        ("hosts", Texts),
        ("http", SchemaNode.List(SchemaNode.Any)),
        ("tcp", SchemaNode.List(SchemaNode.Any)),
        ("tls", SchemaNode.List(SchemaNode.Any)));

    private static SchemaNode Tls() => SchemaNode.Struct(
        ("caCertificates", Text),
        ("caCertCredentialName", Text),
        ("caCrl", Text),
        ("cipherSuites", Texts),
        ("credentialName", Text),
        ("credentialNames", Texts),
        ("httpsRedirect", Flag),
        ("maxProtocolVersion", Text),
        ("minProtocolVersion", Text),
        ("mode", Text),
        ("privateKey", Text),
        ("serverCertificate", Text),
        ("subjectAltNames", Texts),
        ("tlsCertificates", SchemaNode.List(SchemaNode.Struct(("caCertificates", Text), ("privateKey", Text), ("serverCertificate", Text)))),
        ("verifyCertificateHash", Texts),
        ("verifyCertificateSpki", Texts));
}
