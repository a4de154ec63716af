using IstioGateway.Sandbox.Api.Selectors;

namespace IstioGateway.Sandbox.Api.Access;

/// <summary>Decides what a user may do.</summary>
internal static class Authorizer
{
    /// <summary>Refuses a resource request that no rule of the user covers.</summary>
    /// <exception cref="ApiException">403, in the words of RBAC.</exception>
    public static void Require(ApiUser user, ApiTarget target, QueryString query)
    {
        string? name = target.Name ?? SelectedName(target, query);
        if (!user.May(target.Verb, target.Group, target.QualifiedResource, target.Namespace, name))
        {
            throw Forbidden(user, target, name);
        }
    }

    /// <summary>Refuses an apply that would have to create the object, where the user may patch but not create.</summary>
    /// <exception cref="ApiException">403, which says no more (apiserver pkg/endpoints/handlers/update.go, <c>withAuthorization</c>).</exception>
    public static void RequireCreate(ApiUser user, ApiTarget target)
    {
        if (!user.May("create", target.Group, target.QualifiedResource, target.Namespace, target.Name))
        {
            string resource = target.Group.Length == 0 ? target.Resource : $"{target.Resource}.{target.Group}";
            throw new ApiException(new ApiStatus(403, "Forbidden", $"{resource} \"{target.Name}\" is forbidden: ")
            {
                Name = target.Name,
                Group = target.Group,
                Kind = target.Resource,
            });
        }
    }

    /// <summary>A list or watch of one name by field selector counts as a request for that name, as in the API server.</summary>
    private static string? SelectedName(ApiTarget target, QueryString query)
    {
        if (target.Verb is not ("list" or "watch" or "deletecollection"))
        {
            return null;
        }

        try
        {
            return FieldSelector.Parse(query["fieldSelector"], null).Name;
        }
        catch (FormatException)
        {
            // The handler refuses it later, to those who may list.
            return null;
        }
    }

    private static ApiException Forbidden(ApiUser user, ApiTarget target, string? name)
    {
        string resource = target.Group.Length == 0 ? target.Resource : $"{target.Resource}.{target.Group}";
        string subject = string.IsNullOrEmpty(name) ? resource : $"{resource} \"{name}\"";
        string scope = target.Namespace is null ? "at the cluster scope" : $"in the namespace \"{target.Namespace}\"";
        string message = $"{subject} is forbidden: User \"{user.Name}\" cannot {target.Verb} resource \"{target.QualifiedResource}\" "
            + $"in API group \"{target.Group}\" {scope}";
        return new ApiException(new ApiStatus(403, "Forbidden", message) { Name = name, Group = target.Group, Kind = target.Resource });
    }
}
