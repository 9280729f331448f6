import '@fontsource-variable/inter/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import { start } from './app/start.tsx';

void start(document, location.pathname);
