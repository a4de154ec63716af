namespace IstioGateway.Commands.Tests.Faults;

/// <summary>What is expected of the steps of gateways; <see cref="FaultExpectations"/> says how the tables are read.</summary>
internal static class GatewayExpectations
{
    public const string Writes =
        """
        401             | AuthenticationFailed; restart look: RestartFailed | AuthenticationFailed; restart look: RestartFailed
        403             | done; publish write: AdmissionRefused; publish wait, restart read, restart evict: PermissionDenied; restart look: RestartFailed | done; publish write: AdmissionRefused; publish wait, restart read, restart evict: PermissionDenied; restart look: RestartFailed
        404             | done; publish namespace: NamespaceNotFound; publish write: ResourceNotFound; publish wait: GatewayNotReady; restart read: TypeNotServed; restart look: RestartFailed | done; publish namespace: NamespaceNotFound; publish write: ResourceNotFound; publish wait: GatewayNotReady; restart read: TypeNotServed; restart evict, restart look: RestartFailed
        404 plain       | TypeNotServed; restart access: done; restart look: RestartFailed | TypeNotServed; restart access: done; restart look: RestartFailed
        409             | ResourceBusy; restart evict: done; restart look: RestartFailed | ResourceBusy; restart evict, restart look: RestartFailed
        410             | ServerFailed; publish wait, restart read, restart evict, restart look: done | ServerFailed; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        413             | RequestTooLarge; publish namespace, publish read, publish write: ManifestTooLarge; restart look: RestartFailed | RequestTooLarge; publish namespace, publish read, publish write: ManifestTooLarge; restart look: RestartFailed
        422             | ValueRefused; restart access: done; restart look: RestartFailed | ValueRefused; restart access: done; restart look: RestartFailed
        429 Retry-After | done | TooManyRequests; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        500             | done; publish write: ServerFailed | ServerFailed; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        502             | done | ServerFailed; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        503             | done | ServerFailed; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        504             | done | ServerFailed; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        refused         | done | ClusterUnreachable; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        reset           | done | ClusterUnreachable; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        reset mid-body  | done | ClusterUnreachable; publish wait: GatewayNotReady; restart evict: done; restart look: RestartFailed
        slow body       | done | done
        stalled body    | done | OperationTimedOut; publish wait: GatewayNotReady; restart evict: done; restart look: RestartFailed
        no answer       | done | OperationTimedOut; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        truncated gzip  | done | BadAnswer; publish wait: GatewayNotReady; restart access: done; restart evict, restart look: RestartFailed
        malformed JSON  | done | BadAnswer; publish wait: GatewayNotReady; restart access: done; restart evict, restart look: RestartFailed
        content type    | done | done
        HTML page       | BadAnswer; publish wait, restart access, restart evict, restart look: done | BadAnswer; publish wait: GatewayNotReady; restart access: done; restart evict, restart look: RestartFailed
        HTML 502        | done | ServerFailed; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        redirect        | BadAnswer; publish wait, restart access, restart evict, restart look: done | BadAnswer; publish wait: GatewayNotReady; restart access: done; restart evict, restart look: RestartFailed
        watch empty     | done | BadAnswer; publish wait: GatewayNotReady; restart access: done; restart evict, restart look: RestartFailed
        watch ERROR     | BadAnswer; publish wait, restart access, restart evict, restart look: done | BadAnswer; publish wait: GatewayNotReady; restart access: done; restart evict, restart look: RestartFailed
        watch dropped   | done | ClusterUnreachable; publish wait: GatewayNotReady; restart evict: done; restart look: RestartFailed
        restart         | done | ClusterUnreachable; publish wait: GatewayNotReady; restart evict, restart look: RestartFailed
        """;

    public const string Reads =
        """
        401             | AuthenticationFailed; workloads nodes: warned | AuthenticationFailed; workloads nodes: warned
        403             | PermissionDenied; workloads nodes, injection nodes: warned; injection dry run: told | PermissionDenied; workloads nodes, injection nodes: warned; injection dry run: told
        404             | TypeNotServed; workloads nodes: told; injection read: ResourceNotFound | TypeNotServed; workloads nodes: told; injection read: ResourceNotFound
        404 plain       | TypeNotServed; workloads nodes: warned | TypeNotServed; workloads nodes: warned
        429 Retry-After | done | TooManyRequests; workloads nodes: warned
        500             | done | ServerFailed; workloads nodes: warned
        refused         | done | ClusterUnreachable; workloads nodes: warned
        reset mid-body  | done | ClusterUnreachable; workloads nodes: warned
        no answer       | done | OperationTimedOut
        malformed JSON  | done | BadAnswer; workloads nodes: warned
        HTML page       | BadAnswer; workloads nodes: warned | BadAnswer; workloads nodes: warned
        restart         | done | ClusterUnreachable; workloads nodes: warned
        """;
}
