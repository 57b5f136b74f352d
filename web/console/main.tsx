import { render } from 'preact';
import { pageSettings } from '../shared/settings.ts';
import { App, type ConsoleSettings } from './app.tsx';

const place = document.getElementById('console');
if (place) render(<App settings={pageSettings() as ConsoleSettings} />, place);
