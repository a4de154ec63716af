namespace GoTemplate;

/// <summary>The kinds of Go types that templates meet, as <c>reflect.Kind</c> names them.</summary>
public enum GoKind
{
    /// <summary>That of nothing, and of the nil interface, which have no type.</summary>
    Invalid,

    /// <summary>bool; .NET <see cref="bool"/>.</summary>
    Bool,

    /// <summary>int, of 64 bits; .NET <see cref="long"/> and <see cref="int"/>.</summary>
    Int,

    /// <summary>int8.</summary>
    Int8,

    /// <summary>int16.</summary>
    Int16,

    /// <summary>int32.</summary>
    Int32,

    /// <summary>int64, which is not int.</summary>
    Int64,

    /// <summary>uint; .NET <see cref="ulong"/> and <see cref="uint"/>.</summary>
    Uint,

    /// <summary>uint8; .NET <see cref="byte"/>.</summary>
    Uint8,

    /// <summary>uint16.</summary>
    Uint16,

    /// <summary>uint32.</summary>
    Uint32,

    /// <summary>uint64, which is not uint.</summary>
    Uint64,

    /// <summary>float32.</summary>
    Float32,

    /// <summary>float64; .NET <see cref="double"/> and <see cref="float"/>.</summary>
    Float64,

    /// <summary>complex128; .NET <see cref="System.Numerics.Complex"/>.</summary>
    Complex128,

    /// <summary>string; .NET <see cref="string"/>.</summary>
    String,

    /// <summary>A slice; .NET <see cref="System.Collections.IList"/>.</summary>
    Slice,

    /// <summary>A map; .NET <see cref="System.Collections.IDictionary"/> with string keys.</summary>
    Map,

    /// <summary>A struct; <see cref="IGoObject"/>.</summary>
    Struct,

    /// <summary>A pointer to a struct; <see cref="IGoObject"/>, or null with a type.</summary>
    Ptr,

    /// <summary>A function; <see cref="GoFunction"/>.</summary>
    Func,

    /// <summary>An interface; templates meet only the empty one.</summary>
    Interface,
}
