/** The page, whose parts are filled in by its script. The token goes along with what it loads. */
export function pageHtml(token: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kubewright</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%23356de0'/%3E%3Cpath d='M5 3v10M5 8l5-5M5 8l5 5' stroke='white' stroke-width='2' fill='none'/%3E%3C/svg%3E">
<link rel="stylesheet" href="style.css?token=${token}">
<script src="app.js?token=${token}" type="module"></script>
</head>
<body>
<a class="skip" href="#detail">To the object</a>
<header>
<h1 id="operator">Kubewright</h1>
<p id="state" class="pill" role="status">connecting</p>
<dl id="figures"></dl>
</header>
<div id="problems" role="alert"></div>
<main>
<nav aria-label="Custom resources">
<input id="search" type="search" placeholder="Filter by name, kind or condition" aria-label="Filter custom resources" autocomplete="off" spellcheck="false">
<div id="objects"></div>
</nav>
<article id="detail" tabindex="-1" aria-live="off"></article>
</main>
<noscript><p class="empty">This page needs its script.</p></noscript>
</body>
</html>
`;
}
