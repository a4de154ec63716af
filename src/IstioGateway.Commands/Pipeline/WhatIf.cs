using System.Management.Automation;

namespace IstioGateway.Commands.Pipeline;

/// <summary>Whether a command only says what it would do.</summary>
internal static class WhatIf
{
    /// <summary>
    /// Whether <c>-WhatIf</c> or <c>$WhatIfPreference</c> is in force. ShouldProcess knows too, but to ask it is to ask the user.
    /// </summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(cmdlet.GetVariableValue("WhatIfPreference"));
}
