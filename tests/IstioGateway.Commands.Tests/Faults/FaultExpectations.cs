using System.Management.Automation;

namespace IstioGateway.Commands.Tests.Faults;

/// <summary>
/// What is expected of every step under every fault. A line of a table: fault | when it hits the first request of each kind | when it
/// hits all of them. "done" is the same result as without the fault, "warned" one that knows less and says so, anything else the id of the
/// error. After a semicolon: the steps in which it is otherwise.
/// </summary>
internal static class FaultExpectations
{
    private const string Templates =
        """
        401             | AuthenticationFailed; wait watch: done | AuthenticationFailed; wait watch: done
        403             | PermissionDenied; live configmap: LiveTemplateUnavailable; wait watch: done | PermissionDenied; live configmap: LiveTemplateUnavailable; wait watch: done
        404             | ResourceNotFound; connect, nodes, pipeline: TypeNotServed; live configmap: LiveTemplateUnavailable; wait watch: done; rollout revision, rollout configmap: done | ResourceNotFound; connect, nodes, pipeline: TypeNotServed; live configmap: LiveTemplateUnavailable; wait watch: done; rollout revision, rollout configmap: NotReadyInTime
        404 plain       | TypeNotInstalled; connect, nodes, live configmap, rollout configmap, pipeline: TypeNotServed; wait watch: done | TypeNotInstalled; connect, nodes, live configmap, rollout configmap, pipeline: TypeNotServed; wait watch: done
        409             | ResourceBusy; set write, remove write, wait watch: done | ResourceBusy; wait watch: done
        410             | ServerFailed; wait read, rollout revision, rollout configmap, wait watch: done | ServerFailed; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        413             | RequestTooLarge; set write, remove write: TemplateTooLarge; wait watch: done | RequestTooLarge; set write, remove write: TemplateTooLarge; wait watch: done
        422             | ValueRefused; wait watch: done | ValueRefused; wait watch: done
        429 Retry-After | done | TooManyRequests; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        500             | done | ServerFailed; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        502             | done | ServerFailed; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        503             | done | ServerFailed; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        504             | done | ServerFailed; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        refused         | done | ClusterUnreachable; connect: OperationTimedOut; wait read, rollout revision, rollout configmap, wait watch: NotReadyInTime
        reset           | done | ClusterUnreachable; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        reset mid-body  | done | ClusterUnreachable; connect: OperationTimedOut; set write, remove write, wait watch: done; wait read, rollout revision, rollout configmap: NotReadyInTime
        slow body       | done | done
        stalled body    | done; connect: OperationTimedOut | OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        no answer       | done; connect: OperationTimedOut | OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        truncated gzip  | done | BadAnswer; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        malformed JSON  | done | BadAnswer; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        content type    | done | done
        HTML page       | BadAnswer; wait read, rollout revision, rollout configmap, wait watch: done | BadAnswer; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        HTML 502        | done | ServerFailed; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        redirect        | BadAnswer; wait read, rollout revision, rollout configmap, wait watch: done | BadAnswer; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        watch empty     | done | BadAnswer; connect: OperationTimedOut; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        watch ERROR     | BadAnswer; wait read, rollout revision, rollout configmap, wait watch: done | BadAnswer; wait read, rollout revision, rollout configmap: NotReadyInTime; wait watch: done
        watch dropped   | done | ClusterUnreachable; connect: OperationTimedOut; set write, remove write, wait watch: done; wait read, rollout revision, rollout configmap: NotReadyInTime
        restart         | done | ClusterUnreachable; connect: OperationTimedOut; wait read, rollout revision, rollout configmap, wait watch: NotReadyInTime
        """;

    private static readonly Dictionary<string, (Row Once, Row Always)> OfTemplates = Parse(Templates);
    private static readonly Dictionary<string, (Row Once, Row Always)> OfGatewayWrites = Parse(GatewayExpectations.Writes);
    private static readonly Dictionary<string, (Row Once, Row Always)> OfGatewayReads = Parse(GatewayExpectations.Reads);

    /// <summary>The categories that an error may have that comes of a fault; more than one where it tells apart what was met.</summary>
    public static ErrorCategory[] CategoriesOf(string id, Fault fault) => id switch
    {
        "LiveTemplateUnavailable" => [fault.Name == "403" ? ErrorCategory.PermissionDenied : ErrorCategory.ObjectNotFound],
        "RestartFailed" => [ErrorCategory.OperationTimeout, ErrorCategory.ReadError],
        "GatewayNotReady" => [fault.Name == "404" ? ErrorCategory.InvalidResult : ErrorCategory.OperationTimeout],
        _ => [Categories.GetValueOrDefault(id)],
    };

    private static Dictionary<string, ErrorCategory> Categories { get; } = new()
    {
        ["AuthenticationFailed"] = ErrorCategory.AuthenticationError,
        ["PermissionDenied"] = ErrorCategory.PermissionDenied,
        ["ResourceNotFound"] = ErrorCategory.ObjectNotFound,
        ["TypeNotInstalled"] = ErrorCategory.ObjectNotFound,
        ["ResourceBusy"] = ErrorCategory.ResourceBusy,
        ["RequestTooLarge"] = ErrorCategory.LimitsExceeded,
        ["TypeNotServed"] = ErrorCategory.ObjectNotFound,
        ["TemplateTooLarge"] = ErrorCategory.LimitsExceeded,
        ["TooManyRequests"] = ErrorCategory.LimitsExceeded,
        ["ValueRefused"] = ErrorCategory.InvalidData,
        ["ServerFailed"] = ErrorCategory.ResourceUnavailable,
        ["ClusterUnreachable"] = ErrorCategory.ConnectionError,
        ["BadAnswer"] = ErrorCategory.ProtocolError,
        ["OperationTimedOut"] = ErrorCategory.OperationTimeout,
        ["NotReadyInTime"] = ErrorCategory.OperationTimeout,
        ["AdmissionRefused"] = ErrorCategory.PermissionDenied,
        ["NamespaceNotFound"] = ErrorCategory.ObjectNotFound,
        ["ManifestTooLarge"] = ErrorCategory.LimitsExceeded,
    };

    /// <summary>The expected outcome of a cell.</summary>
    public static string For(FaultCell cell)
    {
        Dictionary<string, (Row Once, Row Always)> rows = FaultStep.OfTemplates.Contains(cell.Step) ? OfTemplates
            : FaultStep.OfGatewayWrites.Contains(cell.Step) ? OfGatewayWrites
            : OfGatewayReads;
        if (!rows.TryGetValue(cell.Fault.Name, out (Row Once, Row Always) row))
        {
            return "unknown";
        }

        Row half = cell.Once ? row.Once : row.Always;
        return half.Exceptions.GetValueOrDefault(cell.Step.Name) ?? half.Usual;
    }

    private static Dictionary<string, (Row Once, Row Always)> Parse(string table) => table.Split('\n')
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[0], cells => (ParseRow(cells[1]), ParseRow(cells[2])));

    private static Row ParseRow(string text)
    {
        string[] parts = text.Split(';', StringSplitOptions.TrimEntries);
        Dictionary<string, string> exceptions = [];
        foreach (string part in parts.Skip(1))
        {
            string[] pair = part.Split(':', StringSplitOptions.TrimEntries);
            foreach (string step in pair[0].Split(',', StringSplitOptions.TrimEntries))
            {
                exceptions.Add(step, pair[1]);
            }
        }

        return new Row(parts[0], exceptions);
    }

    private sealed record Row(string Usual, Dictionary<string, string> Exceptions);
}
