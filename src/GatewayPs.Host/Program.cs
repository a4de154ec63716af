using GatewayPs.Host;
using GatewayPs.Host.Modes;

using CancellationTokenSource interrupted = new();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

switch (Arguments.Parse(args))
{
    case Arguments.QuickStart:
        return await ScriptMode.QuickStartAsync(interrupted.Token).ConfigureAwait(false);
    case Arguments.File file:
        return await ScriptMode.FileAsync(file, interrupted.Token).ConfigureAwait(false);
    case Arguments.Command command:
        return await ScriptMode.CommandAsync(command, interrupted.Token).ConfigureAwait(false);
    case Arguments.Controllers controllers:
        return await ControllersMode.RunAsync(controllers, Console.Out, interrupted.Token).ConfigureAwait(false);
    case Arguments.Serve serve:
        return await ServeMode.RunAsync(serve, Console.Out, interrupted.Token).ConfigureAwait(false);
    case Arguments.BuildHelp build:
        return await BuildHelpMode.RunAsync(build, Console.Out, interrupted.Token).ConfigureAwait(false);
    case Arguments.Picture picture:
        return await PictureMode.RunAsync(picture, Console.Out, interrupted.Token).ConfigureAwait(false);
    case Arguments.Package package:
        return await PackageMode.RunAsync(package, Console.Out, interrupted.Token).ConfigureAwait(false);
    case Arguments.Wrong wrong:
        await Console.Error.WriteLineAsync(wrong.Why).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(Arguments.Usage).ConfigureAwait(false);
        return 64;
    default:
        Console.WriteLine(Arguments.Usage);
        return 0;
}
