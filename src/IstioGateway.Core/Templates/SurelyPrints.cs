namespace IstioGateway.Templates;

/// <summary>Tells whether lines print something whichever way their <c>if</c>s go.</summary>
internal static class SurelyPrints
{
    /// <summary>Whether something is printed on every path. What a printing action prints is taken to be something.</summary>
    public static bool Something(IEnumerable<TemplateLine> lines)
    {
        // One frame for each open if/with/range: what its branches printed so far. The bottom frame is the block itself.
        Stack<Frame> open = new([new Frame()]);
        foreach (TemplateLine line in lines)
        {
            if (line.Kind is LineKind.Yaml or LineKind.Output or LineKind.Scalar)
            {
                open.Peek().Prints = true;
            }

            if (line.Kind != LineKind.Control)
            {
                continue;
            }

            foreach (string action in line.Actions)
            {
                string? keyword = TemplateActions.Keyword(action);
                if (keyword is "else" or "end" && open.Count == 1)
                {
                    // It belongs to an "if" above the block, so the block is over.
                    return open.Peek().Prints;
                }

                switch (keyword)
                {
                    case "if" or "with" or "range":
                        open.Push(new Frame());
                        break;
                    case "else":
                        open.Peek().NextBranch(isLast: action == "else");
                        break;
                    case "end":
                        bool printed = open.Pop().AllBranchesPrint();
                        open.Peek().Prints |= printed;
                        break;
                    default:
                        break;
                }
            }
        }

        // What is still open here closes below the block; only the block's own frame, the bottom one, is certain.
        return open.Last().Prints;
    }

    private sealed class Frame
    {
        private bool _earlierPrint = true;
        private bool _hasElse;

        public bool Prints { get; set; }

        public void NextBranch(bool isLast)
        {
            _earlierPrint &= Prints;
            _hasElse |= isLast;
            Prints = false;
        }

        public bool AllBranchesPrint() => _hasElse && _earlierPrint && Prints;
    }
}
