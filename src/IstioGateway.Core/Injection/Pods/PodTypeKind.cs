namespace IstioGateway.Injection;

/// <summary>What a value of the Pod's Go type is made of, pointers looked through.</summary>
internal enum PodTypeKind
{
    /// <summary>A struct: a JSON object with declared fields.</summary>
    Struct,

    /// <summary>A map with string keys.</summary>
    Map,

    /// <summary>A slice.</summary>
    List,

    /// <summary>A string, named or not.</summary>
    String,

    /// <summary>int32 or int64.</summary>
    Integer,

    /// <summary>bool.</summary>
    Boolean,

    /// <summary>intstr.IntOrString.</summary>
    IntOrString,

    /// <summary>resource.Quantity.</summary>
    Quantity,

    /// <summary>metav1.Time.</summary>
    Time,

    /// <summary>Kept as it is: the status, and the field sets of <c>managedFields</c>.</summary>
    Any,
}
