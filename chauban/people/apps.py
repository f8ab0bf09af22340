from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "chauban.people"
    label = "people"

    def ready(self) -> None:
        """What becomes of second factors allauth tells by these signals only; a wrong code is a failed sign-in."""
        from allauth.mfa import signals

        from . import adapter

        signals.authentication_failed.connect(adapter.note_wrong_code, dispatch_uid="people.note_wrong_code")
        signals.authenticator_added.connect(adapter.note_factor, dispatch_uid="people.note_factor")
        signals.authenticator_reset.connect(adapter.note_factor, dispatch_uid="people.note_factor")
        signals.authenticator_removed.connect(adapter.note_factor_removed, dispatch_uid="people.note_factor_removed")
