namespace GoTemplate.Values;

/// <summary>A struct that Go writes into JSON as a string (json.Marshaler, encoding.TextMarshaler).</summary>
internal interface IJsonText
{
    /// <summary>The string.</summary>
    string JsonText { get; }
}
