using GoTemplate.Fuzz;

return FuzzOptions.TryParse(args, out FuzzOptions? options, out string error)
    ? new FuzzRun(options, Console.Out).Execute()
    : FuzzOptions.Refuse(Console.Error, error);
