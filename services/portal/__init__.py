"""The portal: the web pages, and the read models fed by events that stand behind them."""
