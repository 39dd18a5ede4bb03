#!/usr/bin/env node
process.stdout.write(`${__VERSION__}\n`);
