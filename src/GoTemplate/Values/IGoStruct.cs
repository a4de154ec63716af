namespace GoTemplate.Values;

/// <summary>A struct, or a pointer to one, whose unexported fields printf shows under verbs that are not for text.</summary>
internal interface IGoStruct : IGoObject
{
    /// <summary>Names and values in the order of their declaration.</summary>
    IEnumerable<(string Name, object Value)> Fields { get; }
}
