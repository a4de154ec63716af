namespace GoTemplate.Sprig;

/// <summary>Functions whose result does not follow from their arguments.</summary>
internal static class RefusedFunctions
{
    private static readonly (string Reason, string Names)[] Reasons =
    [
        ("reads the environment", "env expandenv"),
        ("reads the network", "getHostByName"),
        ("reads the clock", "now ago"),
        ("draws random bytes",
            "randAlphaNum randAlpha randAscii randNumeric randInt randBytes shuffle uuidv4 bcrypt htpasswd encryptAES "
            + "genPrivateKey genCA genCAWithKey genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey"),
        ("handles key material", "derivePassword buildCustomCert"),
    ];

    public static FunctionMap All
    {
        get
        {
            FunctionMap functions = [];
            foreach ((string reason, string names) in Reasons)
            {
                foreach (string name in names.Split(' '))
                {
                    functions.Add(name, "func(...interface {}) string", _ => throw new FunctionException($"not available here: it {reason}"));
                }
            }

            return functions;
        }
    }
}
