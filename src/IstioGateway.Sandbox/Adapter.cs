using IstioGateway.Clusters;
using IstioGateway.Sandbox.Controllers;

[assembly: Adapter(typeof(IMeshControllers), typeof(MeshControllers))]
