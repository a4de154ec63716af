using System.Reflection;
using System.Runtime.Loader;

namespace IstioGateway.Clusters;

/// <summary>
/// Loads the adapters and their third-party packages from one folder into a load context of their own, always by path.
/// A resolver that is asked only when the default context finds nothing would hand us another module's YamlDotNet wherever
/// that one was loaded first or lies on the host's probing path; asking by path gives the same answer in every host.
/// </summary>
public sealed class AdapterLoader
{
    private readonly FolderLoadContext _context;

    /// <summary>Creates a loader over a folder; nothing is loaded yet.</summary>
    /// <param name="folder">Absolute path of the folder that holds the adapters, such as <c>module/bin/deps</c>.</param>
    public AdapterLoader(string folder) => _context = new FolderLoadContext(folder);

    /// <summary>Makes the implementation of a port.</summary>
    /// <typeparam name="TPort">The port.</typeparam>
    /// <param name="assemblyName">Simple name of the adapter assembly.</param>
    /// <exception cref="FileNotFoundException">The assembly is not in the folder.</exception>
    /// <exception cref="InvalidOperationException">The assembly does not offer the port.</exception>
    public TPort Create<TPort>(string assemblyName)
        where TPort : class
    {
        Assembly assembly = _context.LoadFromAssemblyPath(Path.Combine(_context.Folder, assemblyName + ".dll"));
        foreach (AdapterAttribute adapter in assembly.GetCustomAttributes<AdapterAttribute>())
        {
            if (adapter.Port == typeof(TPort))
            {
                return (TPort)Activator.CreateInstance(adapter.Implementation)!;
            }
        }

        throw new InvalidOperationException($"{assemblyName} offers no {typeof(TPort).Name}.");
    }

    private sealed class FolderLoadContext(string folder) : AssemblyLoadContext("IstioGateway.Adapters")
    {
        public string Folder { get; } = folder;

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            Assembly core = typeof(AdapterLoader).Assembly;
            if (AssemblyName.ReferenceMatchesDefinition(assemblyName, core.GetName()))
            {
                // The ports must be one and the same on both sides, wherever this copy of the core was loaded from.
                return core;
            }

            string path = Path.Combine(Folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
