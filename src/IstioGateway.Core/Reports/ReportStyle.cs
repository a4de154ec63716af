namespace IstioGateway.Reports;

/// <summary>
/// The page's style sheet: one accent, light and dark by the reader's choice, light on paper. Colours are variables, so that their
/// contrast can be checked; none is the only sign of anything.
/// </summary>
internal static class ReportStyle
{
    /// <summary>The sheet.</summary>
    public const string Sheet = Light + Dark + Layout + Parts + Narrow + Print;

    private const string Light = """

        :root {
          color-scheme: light dark;
          --page: #f6f7f9; --card: #ffffff; --text: #1b2430; --quiet: #51606f; --line: #d5dbe2;
          --accent: #1f5fa8; --bad: #a8261a; --warn: #7a5200; --good: #1d6b3a;
          --bar: #4f84bd; --bar-old: #c2483b; --bar-unknown: #8a6d1f; --stripe: #ffffff;
        }
        """;

    private const string Dark = """

        @media (prefers-color-scheme: dark) {
          :root {
            --page: #12171d; --card: #1a2129; --text: #e4e9ef; --quiet: #a3b0bd; --line: #35404c;
            --accent: #84b6f0; --bad: #ff9d8f; --warn: #e6c067; --good: #86d3a2;
            --bar: #5f97d3; --bar-old: #e2705f; --bar-unknown: #c0a04a; --stripe: #1a2129;
          }
        }
        """;

    private const string Layout = """

        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
        body > header, body > nav, main, body > footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
        body > header { padding-top: 2rem; border: 0; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; }
        h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .75rem; }
        h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
        h1, h2, h3, p, li, dd, dt, td.wide, tbody th { overflow-wrap: anywhere; }
        p { margin: .25rem 0 .75rem; }
        a { color: var(--accent); }
        a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
        .quiet { color: var(--quiet); }
        .skip { position: absolute; left: -999rem; }
        .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; }
        body > nav ul { list-style: none; margin: .75rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
        main > section { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; margin: 1.25rem 0; padding: 1.25rem; }
        body > footer { padding-bottom: 2rem; color: var(--quiet); font-size: .875rem; }
        """;

    private const string Parts = """

        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem 1.5rem; margin: 0; }
        .tiles div { border-left: 3px solid var(--line); padding-left: .75rem; }
        .tiles div.bad { border-color: var(--bad); }
        .tiles dt { color: var(--quiet); font-size: .875rem; }
        .tiles dd { margin: 0; font-size: 1.75rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
        .tiles .bad dd { color: var(--bad); font-weight: 600; }
        .tiles dd small { display: block; font-size: .8125rem; font-weight: 400; color: var(--quiet); line-height: 1.35; }
        ol.steps { margin: 0; padding-left: 1.5rem; }
        ol.steps li { margin: 0 0 1rem; padding-left: .25rem; }
        ol.steps li::marker { color: var(--accent); font-weight: 600; }
        ol.steps p { margin: 0; }
        code, pre { font-family: ui-monospace, "Cascadia Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: .8125rem; overflow-wrap: anywhere; }
        pre { white-space: pre-wrap; border-left: 3px solid var(--line); padding: .25rem 0 .25rem .75rem; margin: .5rem 0; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
        caption { text-align: left; color: var(--quiet); font-size: .875rem; padding-bottom: .375rem; }
        th, td { text-align: left; vertical-align: top; padding: .4375rem .75rem .4375rem 0; border-bottom: 1px solid var(--line); }
        thead th { font-size: .8125rem; font-weight: 600; color: var(--quiet); }
        tbody th { font-weight: 600; min-width: 10.5rem; }
        td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
        td.wide { min-width: 12rem; }
        .bad { color: var(--bad); } .warn { color: var(--warn); } .good { color: var(--good); }
        .bad, .warn, .good { font-weight: 600; }
        .tiles .bad { color: inherit; font-weight: inherit; }
        ul.errors { list-style: none; margin: 0; padding: 0; }
        ul.errors li { border-left: 3px solid var(--bad); padding-left: .75rem; margin: 0 0 .75rem; }
        ul.notes { margin: 0; padding-left: 1.25rem; color: var(--quiet); }
        svg { display: block; width: 100%; margin: .25rem 0 .75rem; overflow: visible; }
        svg text { fill: var(--text); font-size: 13px; }
        svg text.count { fill: var(--quiet); text-anchor: end; }
        svg .track { fill: var(--line); }
        svg .current { fill: var(--bar); } svg .old { fill: var(--bar-old); } svg .unknown { fill: var(--bar-unknown); }
        svg .stripe { stroke: var(--stripe); stroke-width: 2; }
        """;

    private const string Narrow = """

        @media (max-width: 40rem) {
          body > header, body > nav, main, body > footer { padding-left: .75rem; padding-right: .75rem; }
          main > section { padding: 1rem .75rem; }
          .tiles { grid-template-columns: 1fr 1fr; }
        }
        """;

    private const string Print = """

        @page { margin: 15mm; }
        @media print {
          :root {
            color-scheme: light;
            --page: #ffffff; --card: #ffffff; --text: #000000; --quiet: #3d4752; --line: #c4cbd3;
            --accent: #1f5fa8; --bad: #a8261a; --warn: #7a5200; --good: #1d6b3a;
            --bar: #4f84bd; --bar-old: #c2483b; --bar-unknown: #8a6d1f; --stripe: #ffffff;
          }
          body { font-size: 10.5pt; }
          body > nav, .skip { display: none; }
          body > header, main, body > footer { max-width: none; padding: 0; }
          main > section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 1rem 0; margin: 0; }
          .scroll { overflow: visible; }
          tbody th { min-width: 7rem; }
          td.wide { min-width: 6.5rem; }
          th, td { padding-right: .5rem; }
          table { font-size: 9pt; }
          h2, h3, caption { break-after: avoid; }
          tr, li, svg, .tiles div { break-inside: avoid; }
          thead { display: table-header-group; }
          a { color: inherit; text-decoration: none; }
          svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }

        """;
}
