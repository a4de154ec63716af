using System.Text.Json.Nodes;

namespace IstioGateway.Sandbox.Schemas.Defaults;

/// <summary>What an Event shows of the fields that nobody filled: Go writes its structs and times even where they are empty.</summary>
internal static class EventDefaults
{
    /// <summary>Fills an Event.</summary>
    public static void Fill(JsonObject value)
    {
        value.Child("involvedObject");
        value.Child("source");
        foreach (string time in new[] { "firstTimestamp", "lastTimestamp", "eventTime" })
        {
            if (!value.ContainsKey(time))
            {
                value[time] = null;
            }
        }

        value.Default("reportingComponent", "");
        value.Default("reportingInstance", "");
    }
}
