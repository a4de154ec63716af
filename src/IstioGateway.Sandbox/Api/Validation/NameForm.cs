namespace IstioGateway.Sandbox.Api.Validation;

/// <summary>What the objects of a type may be called.</summary>
internal enum NameForm
{
    /// <summary>A lower-case RFC 1123 subdomain, as most types demand.</summary>
    Subdomain,

    /// <summary>A lower-case RFC 1123 label: namespaces and Services.</summary>
    Label,

    /// <summary>Anything that is one segment of a path: RBAC.</summary>
    PathSegment,
}
