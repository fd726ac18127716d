/// The style of a report's page.
enum ReportStyle {
    /// The style sheet. Narrow screens get one column, and paper gets the light colors.
    static let sheet = """
        :root {
          color-scheme: light dark;
          --paper: #fff; --ink: #1b1f24; --quiet: #59636e; --line: #d9dee3; --wash: #f5f7f9;
          --accent: #1f6f5c; --failed: #c2372e; --held: #c77700; --unknown: #8250b8; --flight: #8fb8ad; --idle: #b4bcc5;
          --later: #d3dae0;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14181c; --ink: #e6eaee; --quiet: #9ba6b1; --line: #313941; --wash: #1c2227;
            --accent: #58b69c; --failed: #f0776e; --held: #e5a44a; --unknown: #b794e6; --flight: #3e6b60; --idle: #5d6771;
            --later: #39434c;
          }
        }
        * { box-sizing: border-box; }
        html { -webkit-text-size-adjust: 100%; background: var(--paper); }
        body {
          margin: 0; color: var(--ink); background: var(--paper);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
          font-variant-numeric: tabular-nums; overflow-wrap: break-word;
        }
        main, footer { max-width: 60rem; margin: 0 auto; padding: 0 2rem; }
        header { padding: 3rem 0 0; }
        footer { padding-block: 3rem 2rem; color: var(--quiet); font-size: .8125rem; }
        .name { margin: 0 0 .75rem; font-weight: 600; color: var(--accent); }
        .name span { color: var(--quiet); font-weight: 400; margin-left: .375rem; }
        h1 { margin: 0; max-width: 46rem; font-size: 1.75rem; line-height: 1.25; font-weight: 650; letter-spacing: -.012em; text-wrap: balance; }
        section { margin-top: 3rem; }
        h2 { margin: 0 0 1rem; font-size: 1.125rem; line-height: 1.3; font-weight: 650; }
        h3 { margin: 0; font-size: 1rem; font-weight: 400; }
        h3 b { font-weight: 650; }
        p { margin: .5rem 0; }
        .quiet { color: var(--quiet); }
        code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, "Liberation Mono", monospace; background: var(--wash); border-radius: .25rem; padding: .125rem .375rem; }
        .steps { margin-top: 1.25rem; color: var(--quiet); }
        .steps div { margin-top: .75rem; }
        .steps code { display: block; width: fit-content; max-width: 100%; margin-top: .25rem; padding: .25rem .5rem; color: var(--ink); }
        h1, .name, code, dd, .notes, .comparison td { overflow-wrap: anywhere; }
        dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem 2rem; margin: 2rem 0 0; padding: 1.25rem 0; border-block: 1px solid var(--line); }
        dt { color: var(--quiet); font-size: .8125rem; }
        dd { margin: 0; }
        .bar { display: flex; gap: 2px; height: 1.25rem; border-radius: .25rem; overflow: hidden; }
        .bar span { flex: 0 1 0; min-width: 3px; }
        .succeeded { background: var(--accent); } .failed { background: var(--failed); } .held { background: var(--held); }
        .unknown { background: var(--unknown); } .flight { background: var(--flight); } .superseded, .unchanged { background: var(--idle); }
        .pending { background: var(--later); }
        table { width: 100%; border-collapse: collapse; }
        th, td { padding: .5rem 1rem .5rem 0; text-align: left; vertical-align: top; font-weight: 400; border-bottom: 1px solid var(--line); }
        th:last-child, td:last-child { padding-right: 0; }
        thead th { color: var(--quiet); font-size: .8125rem; padding-block: 0 .375rem; }
        .numbers { width: auto; min-width: 24rem; max-width: 100%; }
        .numbers td, .numbers thead th + th { text-align: right; }
        .legend { margin-top: 1.25rem; }
        .legend i { display: inline-block; width: .75rem; height: .75rem; border-radius: .1875rem; margin-right: .625rem; }
        tfoot th, tfoot td { font-weight: 650; border-bottom: 0; }
        .books + p { margin-top: 1rem; }
        .timeline th[scope=row] { white-space: nowrap; }
        .timeline .day th { padding-top: 1.25rem; font-weight: 650; }
        .timeline tbody .day:first-child th { padding-top: .5rem; }
        .timeline .records { width: 36%; }
        .timeline thead th, .timeline td[data-label] { white-space: nowrap; }
        .timeline .number { display: block; }
        .timeline .bar { height: .5rem; min-width: 3px; margin-top: .125rem; gap: 1px; border-radius: .125rem; }
        .timeline .bar span { min-width: 2px; }
        .timeline .pause { background: var(--wash); color: var(--quiet); }
        .timeline .pause th { padding-left: .75rem; }
        .timeline .pause b { color: var(--ink); font-weight: 400; margin-left: .5rem; }
        article { padding: 1rem 0; border-top: 1px solid var(--line); }
        article:last-of-type { border-bottom: 1px solid var(--line); }
        article p { margin: .25rem 0 0; }
        .examples { margin: .75rem 0 0; padding: 0; list-style: none; }
        .examples li { padding: .5rem 0 .5rem 1rem; border-left: 3px solid var(--line); }
        .examples code { display: block; margin-top: .25rem; padding: .375rem .5rem; white-space: pre-wrap; }
        @media (max-width: 40rem) {
          main, footer { padding-inline: 1.25rem; }
          header { padding-top: 1.75rem; }
          h1 { font-size: 1.375rem; }
          section { margin-top: 2.25rem; }
          dl { grid-template-columns: 1fr; gap: .75rem; }
          .numbers { width: 100%; min-width: 0; }
          .timeline thead, .comparison thead { display: none; }
          .timeline tr, .comparison tr { display: grid; grid-template-columns: 1fr 1fr; gap: .125rem 1rem; padding: .625rem 0; border-bottom: 1px solid var(--line); }
          .timeline th, .timeline td, .comparison th, .comparison td { display: block; padding: 0; border: 0; }
          .timeline th, .timeline .records, .timeline .notes, .timeline .pause td, .comparison th { grid-column: 1 / -1; width: auto; }
          .timeline th[scope=row], .timeline td[data-label], .timeline .notes { color: var(--quiet); font-size: .875rem; }
          .timeline tr:not(.day, .pause) th { grid-column: 1; grid-row: 1; }
          .timeline .records { display: contents; }
          .timeline .number { grid-column: 2; grid-row: 1; text-align: right; }
          .timeline .bar { grid-column: 1 / -1; margin: .125rem 0; }
          .timeline td[data-label]::before { content: attr(data-label) " "; }
          .timeline td[data-label] + td[data-label] { text-align: right; }
          .timeline .pause { padding-inline: .75rem; }
          .timeline .pause th { padding-left: 0; }
          .timeline .day th, .timeline tbody .day:first-child th { padding: .5rem 0 0; }
          .timeline .notes:empty { display: none; }
          .comparison th { font-weight: 650; }
          .comparison td::before { content: attr(data-label); display: block; color: var(--quiet); font-size: .8125rem; }
        }
        @media print {
          :root {
            color-scheme: light;
            --paper: #fff; --ink: #000; --quiet: #444; --line: #ccc; --wash: #f5f5f5; --accent: #1f6f5c; --failed: #c2372e;
            --held: #c77700; --unknown: #8250b8; --flight: #8fb8ad; --idle: #b4bcc5; --later: #d3dae0;
          }
          body { font-size: 10pt; }
          main, footer { max-width: none; padding: 0; }
          header { padding-top: 0; }
          section { margin-top: 1.75rem; }
          .bar, .legend i, .timeline .pause, code { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          h2 { break-after: avoid; }
          h3, thead, .timeline .day { break-after: avoid; }
          tr, li, .steps div { break-inside: avoid; }
          thead { display: table-header-group; }
        }
        """
}
