"""What tests of several services share: fakes at the HTTP border, and ways to reach an app."""
