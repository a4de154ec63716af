using IstioGateway.Clusters;
using IstioGateway.Sandbox;
using IstioGateway.Sandbox.Controllers;

[assembly: Adapter(typeof(ISandboxLauncher), typeof(SandboxLauncher))]
[assembly: Adapter(typeof(IMeshControllers), typeof(MeshControllers))]
